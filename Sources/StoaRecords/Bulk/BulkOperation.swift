internal import StoaCore

/// An import or export of many records, which goes on after it was asked for.
package struct BulkOperation: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case `import`, export
    }

    package enum Format: String, Sendable, CaseIterable {
        case csv, json

        var mediaType: String { self == .csv ? "text/csv; charset=utf-8" : "application/json; charset=utf-8" }
    }

    package enum Status: String, Sendable {
        /// Its file is being stored; nobody sees it yet.
        case receiving
        case created, running, completed, canceled, failed

        package var isOpen: Bool { self == .created || self == .running }
    }

    /// The request that made it, in whose name records are written.
    package struct Request: Sendable, Equatable {
        /// Row id of the credential.
        package var actor: Int64
        package var app: String
        package var scopes: String
        package var route: String
        package var id: String

        package init(actor: Int64, app: String, scopes: String, route: String, id: String) {
            self.actor = actor
            self.app = app
            self.scopes = scopes
            self.route = route
            self.id = id
        }
    }

    package var id: Int64
    package let kind: Kind
    /// Name of the resource or facet.
    package let target: String
    package let format: Format
    package let request: Request
    /// The list's parameters that choose what is exported, as they stood in the request.
    package let query: String
    package var status: Status
    package var total: Int64 = 0
    package var done: Int64 = 0
    package var created: Int64 = 0
    package var updated: Int64 = 0
    package var unchanged: Int64 = 0
    package var failed: Int64 = 0
    /// Bytes of the result.
    package var size: Int64 = 0
    package var error = ""
    package var createdAt: Int64 = 0
    package var completedAt: Int64?

    /// What its resource is called.
    package static let resourceName = "bulk_operation"
    /// Operations of one store that may wait or run.
    static let openMax: Int64 = 10
    /// How long its files are kept once it has ended.
    static let retentionMicroseconds: Int64 = 7 * 86_400_000_000
    /// An upload that takes longer was given up.
    static let uploadMicroseconds: Int64 = 3_600_000_000

    package init(
        kind: Kind, target: String, format: Format, request: Request, query: String = "", status: Status
    ) {
        id = 0
        self.kind = kind
        self.target = target
        self.format = format
        self.request = request
        self.query = query
        self.status = status
    }

    /// When it and its files go; nil while it is open.
    var expiresAt: Int64? {
        if status == .receiving { return createdAt + Self.uploadMicroseconds }
        return completedAt.map { $0 + Self.retentionMicroseconds }
    }

    /// The media type of its result: what was exported, or what went wrong.
    var resultFormat: Format { kind == .export ? format : .csv }
    var resultName: String {
        "\(target)-\(kind == .export ? "export" : "errors")-\(id).\(resultFormat.rawValue)"
    }

    /// Who asked for it.
    var actor: Actor {
        Actor(kind: .key, id: request.actor, publicID: request.app, scopes: Scopes(parsing: request.scopes))
    }
}

/// The operations as a resource that clients read: whose they are, they see.
extension BulkOperation {
    static var resource: ResourceDeclaration {
        var operations = ResourceDeclaration(
            resourceName, plural: "bulk_operations", typeName: "BulkOperation", readScope: Scopes.any,
            writeScope: Scopes.any,
            fields: [
                field("created_at", .time, "When it was asked for.", [.onCreate]),
                field("type", .text, "What is done.", choices: ["import", "export"]),
                field("resource", .text, "With which records."),
                field("format", .text, "Of the file.", choices: Format.allCases.map(\.rawValue)),
                field(
                    "status", .text, "How far it is.",
                    choices: [Status.created, .running, .completed, .canceled, .failed].map(\.rawValue)),
                field("total", .integer, "How many records there are."),
                field("done", .integer, "How many of them have been dealt with."),
                field("percent", .integer, "The same in percent; 100 once it is completed."),
                field("created", .integer, "How many were new."),
                field("updated", .integer, "How many were changed."),
                field("unchanged", .integer, "How many were like that already."),
                field("failed", .integer, "How many were refused; the result says why."),
                field("result_bytes", .integer, "How long the result is."),
                field("error", .text, "Why it failed as a whole."),
                field("completed_at", .time, "When it ended."),
                field("expires_at", .time, "Until when it and its result are kept."),
                field("app", .text, "Who asked for it.", [.owner, .hidden]),
            ])
        operations.title = "An import or export of many records. Who asked for it sees it."
        operations.path = "bulk/operations"
        operations.verbs = [.list, .count, .get]
        operations.filters = [
            Filter("status", "status", .oneOf), Filter("type", "type", .equal), Filter("resource", "resource", .equal),
        ]
        operations.view = view
        return operations
    }

    /// Times in whole seconds and the rendering -1, of no schema: see ``AuditTrail``.
    private static let view = """
        SELECT id,version,-1,created_at-created_at%1000000,kind,target,format,status,total,done,
        CASE WHEN status='completed' THEN 100 WHEN total=0 THEN 0 ELSE done*100/total END,
        created,updated,unchanged,failed,size,nullif(error,''),completed_at-completed_at%1000000,
        expires_at-expires_at%1000000,app,NULL FROM bulk_operations WHERE status<>'receiving'
        """

    private static func field(
        _ name: String, _ type: FieldType, _ title: String, _ flags: FieldFlags = [], choices: [String] = []
    ) -> Field {
        var field = Field(name, type, flags.union(.readOnly))
        field.title = title
        field.choices = choices
        return field
    }
}
