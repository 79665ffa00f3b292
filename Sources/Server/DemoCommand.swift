import ArgumentParser
import StoaAuth
import StoaCore
import StoaJSON
import StoaLoader
import StoaREST

/// `stoa demo`: a server with a store that has something in it.
///
/// Served as `stoa serve` does, so that what people try first is what they run later.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Serve a demo store, filled from the modules' samples; prints how to call it.")

    @OptionGroup var options: ServerOptions

    func run() throws {
        try Supervisor.run(options, workerFlags: ["--demo"])
    }
}

/// The content of the demo store: each module may bring `demo.json`, an array of requests to make.
enum DemoStore {
    static let name = "demo"

    /// Makes the store and a key for it; returns what there is to tell.
    static func open(_ server: Server) async throws -> String {
        let known = try server.platform.store(named: name)
        let store = try known ?? server.platform.createStore(name: name)
        var grant = KeyGrant(scopes: .admin)
        grant.name = "demo"
        let key = try server.platform.createKey(store: store.id, grant: grant).token.reveal { $0 }
        if known == nil { try await fill(server, key: key) }
        return "listening on \(server.url)\n\n\(welcome(server, key: key))"
    }

    private static func fill(_ server: Server, key: String) async throws {
        var grant = KeyGrant(scopes: .admin)
        grant.name = "demo content"
        grant.hasRateLimit = false
        guard let store = try server.platform.store(named: name) else { return }
        let created = try server.platform.createKey(store: store.id, grant: grant)
        let token = created.token.reveal { $0 }
        for module in server.report.loaded {
            guard let bytes = try? TextFile.bytes(module.directory + "/demo.json") else { continue }
            try await send(bytes, of: module.id, to: server.service, token: token)
        }
        try server.platform.revokeKey(publicID: created.key.publicID)
    }

    private static func send(_ bytes: [UInt8], of module: String, to service: APIService, token: String) async throws {
        for (path, body) in try requests(bytes, module) {
            var request = HTTPRequest()
            request.method = .post
            request.target = "/api/v1/\(path)"
            request.shopifyAccessToken = token
            request.remoteAddress = "127.0.0.1"
            request.body = body
            let response = await Answer.to(request, from: service)
            guard response.status == 201 else {
                throw CommandFailure(
                    "the demo content of \(module) was refused with \(response.status): \(String(decoding: response.body, as: UTF8.self))"
                )
            }
        }
    }

    private static func requests(_ bytes: [UInt8], _ module: String) throws -> [(String, [UInt8])] {
        let document = JSONDocument()
        return try bytes.withUnsafeBytes { bytes in
            try document.parse(bytes)
            guard document.root.kind == .array else {
                throw CommandFailure("the demo content of \(module) is no array")
            }
            return document.root.elements.compactMap { element in
                guard let path = element.member("path")?.text(), let body = element.member("body") else { return nil }
                return (path, Array(body.literal))
            }
        }
    }

    /// The address, a key, and one line per dialect that works when pasted.
    private static func welcome(_ server: Server, key: String) -> String {
        let example = example(server.service.operations, server.report)
        var lines = ["URL   \(server.url)", "Key   \(key)", "", "Try it:"]
        for dialect in Dialect.all {
            let header = dialect.envelope == .data ? "Authorization: Bearer \(key)" : "X-Shopify-Access-Token: \(key)"
            lines.append("  curl -H '\(header)' '\(server.url)\(dialect.basePath)/\(example)\(dialect.suffix)?limit=2'")
        }
        lines.append(
            "\nOpen \(server.url) in a browser for the reference of everything served. Ctrl-C stops the server.")
        return lines.joined(separator: "\n")
    }

    /// A list of what the server is there for: one of a module that it cannot do without, if there is any.
    private static func example(_ operations: [Operation], _ report: LoadReport) -> String {
        let essential = Set(report.loaded.filter(\.isEssential).map(\.id))
        let lists = operations.filter { $0.action == .list && !$0.isNested }
        return (lists.first { essential.contains($0.module) } ?? lists.first)?.pattern ?? ""
    }
}

/// Asks a responder directly, without a connection.
private final class Answer: ResponseSink {
    private let continuation: CheckedContinuation<HTTPResponse, Never>

    private init(_ continuation: CheckedContinuation<HTTPResponse, Never>) {
        self.continuation = continuation
    }

    static func to(_ request: HTTPRequest, from service: APIService) async -> HTTPResponse {
        await withCheckedContinuation { continuation in
            let answer = Answer(continuation)
            // A loop of its own would be needed beside the front door's; writes use none, and only writes are sent.
            if let response = service.respond(to: request, loop: 0, sink: answer) { answer.complete(response) }
        }
    }

    func complete(_ response: HTTPResponse) { continuation.resume(returning: response) }

    func perform(_ body: @escaping @Sendable () -> Void) { body() }
}
