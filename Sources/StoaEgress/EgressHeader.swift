/// A header line of a request or response.
public struct EgressHeader: Sendable, Hashable {
    /// In the sender's case; compared without it.
    public let name: String
    /// Without the blanks around it.
    public let value: String

    /// A line, not yet checked; see `HeaderRules`.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
