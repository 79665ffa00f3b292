/// A value that does not end up in logs, messages or dumps by accident.
///
/// Deliberately neither `Equatable`, whose comparison would leak by its time where a secret begins to differ, nor
/// `Hashable` nor `Codable`.
public struct Secret<Value: Sendable>: Sendable {
    private let value: Value

    /// Hides `value`.
    public init(_ value: Value) {
        self.value = value
    }

    /// Gives the value to `body`, the one place where it is in the open.
    public func reveal<Result: ~Copyable, Failure: Error>(
        _ body: (Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(value)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always the same text.
    public var description: String { "(secret)" }
    /// Always the same text.
    public var debugDescription: String { description }
    /// Without children, so that `dump` finds nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
