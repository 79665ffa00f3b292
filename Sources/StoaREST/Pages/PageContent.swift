public import StoaRecords

/// What the home page says about a running server.
public struct PageContent: Sendable {
    /// A module that serves.
    public struct Module: Sendable {
        /// As its manifest names it.
        public let id: String
        /// Its own version, not that of the ABI.
        public let version: String
        /// What it is, in a few words.
        public let title: String
        /// The server does not start without it.
        public let isEssential: Bool

        /// Describes a module that serves.
        public init(id: String, version: String, title: String, isEssential: Bool) {
            self.id = id
            self.version = version
            self.title = title
            self.isEssential = isEssential
        }
    }

    /// A module that was found and does not serve.
    public struct Refusal: Sendable {
        /// As its manifest names it, or its folder if that cannot be read.
        public let id: String
        /// Continues "was refused: ", and names the remedy.
        public let reason: String

        /// Describes a module that was refused.
        public init(id: String, reason: String) {
            self.id = id
            self.reason = reason
        }
    }

    /// The server's version.
    public var serverVersion: String
    /// The module ABI's version, "1.0".
    public var abi: String
    /// The modules that serve, in the sequence in which they are shown.
    public var modules: [Module] = []
    /// The modules that do not, and why.
    public var refusals: [Refusal] = []
    /// Development mode is on, which the page says at its top.
    public var isDevelopment = false
    /// What is served.
    public var registry: Registry
    /// Those of `Operations.all(of: registry)`.
    public var operations: [Operation]
    /// Scheme, host and port in examples, without a slash at the end.
    public var exampleBaseURL = "http://127.0.0.1:8080"

    /// Describes a server of released modules; the rest is set afterwards.
    public init(serverVersion: String, abi: String, registry: Registry, operations: [Operation]) {
        self.serverVersion = serverVersion
        self.abi = abi
        self.registry = registry
        self.operations = operations
    }
}
