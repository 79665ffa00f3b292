import StoaCore
import StoaLoader
import StoaREST
import StoaRecords
import Synchronization

/// The pages that do not change while the server runs.
///
/// They are made beside the start, which they would make a quarter longer; who asks before they are there waits for them.
final class StartPages: Sendable {
    private let pages = Mutex<[String: SystemPages.Page]?>(nil)
    private let report: LoadReport
    private let isDevelopment: Bool

    init(_ report: LoadReport, isDevelopment: Bool) {
        self.report = report
        self.isDevelopment = isDevelopment
        Task.detached(priority: .background) { _ = self.page(at: "/") }
    }

    func page(at path: String) -> SystemPages.Page? {
        pages.withLock { pages in
            let made = pages ?? Self.make(report, isDevelopment: isDevelopment)
            pages = made
            return made[path]
        }
    }

    private static func make(_ report: LoadReport, isDevelopment: Bool) -> [String: SystemPages.Page] {
        let operations = Operations.all(of: report.registry)
        var pages: [String: SystemPages.Page] = [:]
        for dialect in Dialect.all {
            pages["/openapi/\(dialect.name.rawValue).json"] = SystemPages.Page(
                mediaType: "application/json; charset=utf-8",
                body: OpenAPIDocument.make(
                    dialect: dialect, registry: report.registry, operations: operations,
                    serverVersion: ServerVersion.text))
        }
        // What contradicts itself has not been served at all.
        if let schema = try? GraphQLDocument.make(report.registry) {
            pages["/schema.graphql"] = SystemPages.Page(mediaType: "text/plain; charset=utf-8", body: schema)
        }
        var content = PageContent(
            serverVersion: ServerVersion.text, abi: ABI.text, registry: report.registry, operations: operations)
        content.modules = report.loaded.map {
            .init(id: $0.id, version: $0.version, title: $0.title, isEssential: $0.isEssential)
        }
        content.refusals = report.refused.map { .init(id: $0.module, reason: $0.message) }
        content.isDevelopment = isDevelopment
        pages["/"] = html(HomePage.make(content), policy: HomePage.contentSecurityPolicy)
        pages["/explorer"] = html(ExplorerPage.html, policy: ExplorerPage.contentSecurityPolicy)
        return pages
    }

    private static func html(_ body: [UInt8], policy: String) -> SystemPages.Page {
        SystemPages.Page(
            mediaType: "text/html; charset=utf-8", body: body,
            extraHeaders:
                "Content-Security-Policy: \(policy)\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
        )
    }
}
