internal import StoaCore
internal import StoaStorage

/// The trail of authenticated writes, as a resource that merchants can list (features PL-17).
///
/// The rows are the kernel's own; a view gives them the columns of a resource, so that routes, filters, paging and
/// documents come from the declaration, as everywhere. The renderings are made when they are read: a rendered copy of
/// every row would cost each write more than the row itself. For the same reason there is no index for its times.
package enum AuditTrail {
    /// Reading it is a right of its own: it shows what all other keys of the store do.
    package static let scope = "read_audit"

    /// Lets merchants see who did what.
    static var events: ResourceDeclaration {
        var events = ResourceDeclaration(
            "audit_event", plural: "audit_events", typeName: "AuditEvent", readScope: scope, writeScope: scope,
            fields: [
                field("created_at", .time, "When it was answered.", [.onCreate]),
                field("actor", .text, "The public id of the key."),
                field("method", .text, "The method of the request."),
                field("route", .text, "The pattern of the route."),
                field("target", .text, "The id of the record; empty if nothing was changed."),
                field("status", .integer, "The status of the answer."),
                field("request_id", .text, "The request's id, which its answer and the log carry too."),
            ])
        events.title = "An authenticated write and its outcome, refused ones included."
        events.verbs = [.list, .count, .get]
        // Times as they are shown, in whole seconds, so that a filter by a time that was read finds its row. The
        // rendering -1 is that of no schema, so each row is rendered anew.
        events.view = """
            SELECT seq,1,-1,at-at%1000000,actor,method,route,target,status,request,NULL FROM audit
            """
        return events
    }

    private static func field(_ name: String, _ type: FieldType, _ title: String, _ flags: FieldFlags = []) -> Field {
        var field = Field(name, type, flags.union([.required, .readOnly]))
        field.title = title
        return field
    }
}

/// What the trail says of one write.
struct AuditRow {
    var at: Timestamp
    /// The public id of the key.
    var actor: String
    var method: String
    var route: String
    var target: String
    var status: UInt16
    var request: String
}

extension StoreConnection {
    func insertAuditRow(_ row: AuditRow) throws(StorageError) {
        try run("INSERT INTO audit(at,actor,method,route,target,status,request) VALUES(?,?,?,?,?,?,?)") {
            statement throws(StorageError) in
            try statement.bind(1, row.at.microseconds)
            try statement.bind(2, row.actor)
            try statement.bind(3, row.method)
            try statement.bind(4, row.route)
            try statement.bind(5, row.target)
            try statement.bind(6, Int64(row.status))
            try statement.bind(7, row.request)
        }
    }
}
