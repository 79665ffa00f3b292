/// A permission that a key or app can hold.
///
/// `write_x` implies `read_x`.
public struct Scope: Declaration {
    /// What every key holds: for routes that write nothing and show what any caller may know of itself and its store.
    public static let any = "any"

    let name: String
    let title: String

    /// Declares a scope with one sentence on what it permits.
    public init(_ name: String, _ title: String) {
        self.name = name
        self.title = title
    }

    /// Adds the scope to what the library offers.
    public func add(to list: inout DeclarationList) {
        list.scopes.append(self)
    }
}

/// An event that this module emits beyond those the kernel derives from its resources.
public struct Topic: Declaration {
    let name: String
    let title: String
    let names: [String]
    let scope: String

    /// Declares a topic, `supplier.archived`, with one sentence on what happened.
    ///
    /// - Parameters:
    ///   - name: Its one name inside.
    ///   - title: One sentence on what happened.
    ///   - names: How clients call it too: `suppliers/archive`, `supplier/archived`.
    ///   - scope: What an actor needs to be told of it.
    public init(_ name: String, _ title: String, names: [String] = [], scope: String) {
        self.name = name
        self.title = title
        self.names = names
        self.scope = scope
    }

    /// Adds the topic to what the library offers.
    public func add(to list: inout DeclarationList) {
        list.topics.append(self)
    }
}
