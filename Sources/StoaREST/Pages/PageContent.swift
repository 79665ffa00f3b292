package import StoaRecords

/// What the home page says about a running server.
package struct PageContent: Sendable {
    /// A module that serves.
    package struct Module: Sendable {
        /// As its manifest names it.
        package let id: String
        /// Its own version, not that of the ABI.
        package let version: String
        /// What it is, in a few words.
        package let title: String
        /// The server does not start without it.
        package let isEssential: Bool

        /// Describes a module that serves.
        package init(id: String, version: String, title: String, isEssential: Bool) {
            self.id = id
            self.version = version
            self.title = title
            self.isEssential = isEssential
        }
    }

    /// A module that was found and does not serve.
    package struct Refusal: Sendable {
        /// As its manifest names it, or its folder if that cannot be read.
        package let id: String
        /// Continues "was refused: ", and names the remedy.
        package let reason: String

        /// Describes a module that was refused.
        package init(id: String, reason: String) {
            self.id = id
            self.reason = reason
        }
    }

    /// The server's version.
    package var serverVersion: String
    /// The module ABI's version, "1.0".
    package var abi: String
    /// The modules that serve, in the sequence in which they are shown.
    package var modules: [Module] = []
    /// The modules that do not, and why.
    package var refusals: [Refusal] = []
    /// Development mode is on, which the page says at its top.
    package var isDevelopment = false
    /// What is served.
    package var registry: Registry
    /// Those of `Operations.all(of: registry)`.
    package var operations: [Operation]
    /// Scheme, host and port in examples, without a slash at the end.
    package var exampleBaseURL = "http://127.0.0.1:8080"

    /// Describes a server of released modules; the rest is set afterwards.
    package init(serverVersion: String, abi: String, registry: Registry, operations: [Operation]) {
        self.serverVersion = serverVersion
        self.abi = abi
        self.registry = registry
        self.operations = operations
    }
}
