import StoaCore
import StoaLoader
import StoaREST
import StoaRecords

/// The pages that do not change while the server runs.
enum StartPages {
    static func make(_ report: LoadReport, isDevelopment: Bool) -> [String: SystemPages.Page] {
        let operations = Operations.all(of: report.registry)
        var pages: [String: SystemPages.Page] = [:]
        for dialect in Dialect.all {
            pages["/openapi/\(dialect.name.rawValue).json"] = SystemPages.Page(
                mediaType: "application/json; charset=utf-8",
                body: OpenAPIDocument.make(
                    dialect: dialect, registry: report.registry, operations: operations,
                    serverVersion: ServerVersion.text))
        }
        return pages
    }
}
