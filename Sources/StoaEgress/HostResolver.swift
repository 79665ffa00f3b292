/// Looks names up.
public protocol HostResolver: Sendable {
    /// All addresses of `host`, a name or an address in any spelling; none if there is none or nobody can say.
    ///
    /// Called on threads that may wait. What it returns is checked, and is what is dialled.
    func addresses(of host: String) -> [NetworkAddress]
}
