public import StoaRecords

/// What the home page says about a running server.
public struct PageContent: Sendable {
    /// A module that serves.
    public struct Module: Sendable {
        public let id: String
        public let version: String
        public let title: String
        /// The server does not start without it.
        public let isEssential: Bool

        public init(id: String, version: String, title: String, isEssential: Bool) {
            self.id = id
            self.version = version
            self.title = title
            self.isEssential = isEssential
        }
    }

    /// A module that was found and does not serve.
    public struct Refusal: Sendable {
        public let id: String
        public let reason: String

        public init(id: String, reason: String) {
            self.id = id
            self.reason = reason
        }
    }

    public var serverVersion: String
    /// The module ABI's version, "1.0".
    public var abi: String
    public var modules: [Module] = []
    public var refusals: [Refusal] = []
    /// Development mode is on, which the page says at its top.
    public var isDevelopment = false
    public var registry: Registry
    /// Those of `Operations.all(of: registry)`.
    public var operations: [Operation]
    /// Scheme, host and port in examples, without a slash at the end.
    public var exampleBaseURL = "http://127.0.0.1:8080"

    public init(serverVersion: String, abi: String, registry: Registry, operations: [Operation]) {
        self.serverVersion = serverVersion
        self.abi = abi
        self.registry = registry
        self.operations = operations
    }
}
