/// Where the kernel's own messages go: constant texts with structured metadata, never secrets or bodies.
public struct KernelLog: Sendable {
    public enum Level: UInt32, Sendable {
        case debug, info, warning, error
    }

    private let write: @Sendable (Level, String, [String: String]) -> Void

    public init(_ write: @escaping @Sendable (Level, String, [String: String]) -> Void) {
        self.write = write
    }

    /// Discards everything.
    public static let none = KernelLog { _, _, _ in }

    public func callAsFunction(_ level: Level, _ message: String, _ metadata: [String: String] = [:]) {
        write(level, message, metadata)
    }

    public func error(_ message: String, _ metadata: [String: String] = [:]) { write(.error, message, metadata) }
    public func warning(_ message: String, _ metadata: [String: String] = [:]) { write(.warning, message, metadata) }
    public func info(_ message: String, _ metadata: [String: String] = [:]) { write(.info, message, metadata) }
}
