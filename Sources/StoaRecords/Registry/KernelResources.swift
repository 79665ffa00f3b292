/// What the kernel declares beside the modules: views of what it keeps itself.
package enum KernelResources {
    package static var module: ModuleDeclaration {
        var module = ModuleDeclaration(id: "kernel", version: "1.0.0")
        module.title = "What the kernel itself keeps"
        module.scopes = [
            ScopeDeclaration(AuditTrail.scope, title: "Read the audit trail of all writes to the store"),
            ScopeDeclaration(
                EventHistory.scope, title: "Read what has become of the records that the other scopes show"),
        ]
        module.resources = [AuditTrail.events, EventHistory.events, BulkOperation.resource]
        module.jobs = [
            OrphanJob.declaration, RenderingJob.declaration, BulkImportJob.declaration, BulkExportJob.declaration,
            BulkSweepJob.declaration,
        ]
        return module
    }
}

/// The kept events as a resource that clients list: what became of a record, and when.
///
/// A view of the kernel's own rows, as the audit trail is. An event is attached to its record, so it is served below that
/// record's path too and shows itself to nobody who may not see the record. It says what happened and holds no payload:
/// that is for those who listen.
enum EventHistory {
    static let scope = "read_events"

    static var events: ResourceDeclaration {
        var subject = field("subject_id", .reference, "The record that it is about.", [.linked, .attached, .below])
        subject.target = "subject"
        var events = ResourceDeclaration(
            "event", plural: "events", typeName: "Event", readScope: scope, writeScope: scope,
            fields: [
                subject, field("created_at", .time, "When it happened.", [.onCreate]),
                field("subject", .text, "The resource of the record.", [.hidden]),
                field("subject_type", .text, "What kind of thing the record is."),
                field("verb", .text, "What was done: create, update, destroy, or the word of a module."),
                field("arguments", .json, "Nothing yet."), field("body", .json, "Nothing yet."),
                field("message", .text, "The same in words."), field("author", .text, "Nothing yet."),
                field("description", .text, "The same in words."), field("path", .text, "Nothing yet."),
            ])
        events.title = "Something that happened to a record; kept as long as events are."
        events.verbs = [.list, .count, .get]
        events.nestedVerbs = [.list, .count]
        events.filters = [Filter("filter", "subject_type", .oneOf), Filter("verb", "verb", .oneOf)]
        events.view = view
        return events
    }

    /// Times in whole seconds and the rendering -1, of no schema: see ``AuditTrail``.
    private static let view = """
        SELECT seq,1,-1,record,at-at%1000000,subject,type,verb,'[]','null',words,'',words,'',NULL FROM (
        SELECT seq,at,record,subject,verb,type,type||' '||record||' was '||past AS words FROM (
        SELECT seq,at,record,past,substr(topic,1,instr(topic,'.')-1) AS subject,
        upper(substr(topic,1,1))||substr(topic,2,instr(topic,'.')-2) AS type,
        CASE past WHEN 'created' THEN 'create' WHEN 'updated' THEN 'update' WHEN 'deleted' THEN 'destroy' ELSE past END AS verb
        FROM (SELECT seq,at,record,topic,substr(topic,instr(topic,'.')+1) AS past FROM events)))
        """

    private static func field(_ name: String, _ type: FieldType, _ title: String, _ flags: FieldFlags = []) -> Field {
        var field = Field(name, type, flags.union(.readOnly))
        field.title = title
        return field
    }
}
