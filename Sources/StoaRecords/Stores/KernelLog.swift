/// Where the kernel's own messages go: constant texts with structured metadata, never secrets or bodies.
package struct KernelLog: Sendable {
    package enum Level: UInt32, Sendable {
        case debug, info, warning, error
    }

    private let write: @Sendable (Level, String, [String: String]) -> Void

    package init(_ write: @escaping @Sendable (Level, String, [String: String]) -> Void) {
        self.write = write
    }

    /// Discards everything.
    package static let none = KernelLog { _, _, _ in }

    package func callAsFunction(_ level: Level, _ message: String, _ metadata: [String: String] = [:]) {
        write(level, message, metadata)
    }

    package func error(_ message: String, _ metadata: [String: String] = [:]) { write(.error, message, metadata) }
    package func warning(_ message: String, _ metadata: [String: String] = [:]) { write(.warning, message, metadata) }
    package func info(_ message: String, _ metadata: [String: String] = [:]) { write(.info, message, metadata) }
}
