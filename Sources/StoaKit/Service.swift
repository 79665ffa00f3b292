/// A function that other modules call by name, inside their transaction.
public struct Service: Declaration {
    let name: String
    let scope: String
    let handler: @Sendable (JSON, Context) throws(Failures) -> JSON

    /// Declares a service, `stock.reserve/1`, with the scope that the actor needs, or none.
    public init(
        _ name: String, scope: String = "",
        _ handler: @escaping @Sendable (JSON, Context) throws(Failures) -> JSON
    ) {
        self.name = name
        self.scope = scope
        self.handler = handler
    }

    /// Adds the service to what the library offers.
    public func add(to list: inout DeclarationList) {
        list.services.append(self)
    }
}
