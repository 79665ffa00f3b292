import StoaKit

extension Failures {
    /// What was expected is not what is stored (412).
    ///
    /// The kit has no name for this code of the contract yet; it is the one number in a `Failure.Code`.
    static func stale(_ field: String, _ message: String) -> Failures {
        let stale = unsafeBitCast(Int32(-412), to: Failure.Code.self)
        var failures = Failures()
        failures.add(field, message, code: stale)
        return failures
    }
}
