/// A permission that a key or app can hold.
///
/// `write_x` implies `read_x`.
public struct Scope: Declaration {
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

    /// Declares a topic with one sentence on what happened.
    public init(_ name: String, _ title: String) {
        self.name = name
        self.title = title
    }

    /// Adds the topic to what the library offers.
    public func add(to list: inout DeclarationList) {
        list.topics.append(self)
    }
}
