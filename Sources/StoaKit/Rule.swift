public import CStoaABI

/// Completes and corrects drafts of one of this module's own resources, or refuses them, before anything is stored.
///
/// The rule is a plain function. What it changes in the draft is written back field by field; children without an id
/// are added, missing ones are deleted.
public struct Prepare<R: Record>: Declaration {
    private let hook: HookFacts

    /// Declares a rule that needs only the draft and the change.
    ///
    /// Lower priorities run first.
    @inlinable
    public init(
        on operations: Operations = [.create, .update], priority: Int32 = 0,
        _ rule: @escaping @Sendable (inout R, Change<R>) throws(Failures) -> Void
    ) {
        self.init(on: operations, priority: priority) { (draft, change, _) throws(Failures) in
            try rule(&draft, change)
        }
    }

    /// Declares a rule that also reads other records or settings.
    ///
    /// Lower priorities run first.
    @inlinable
    public init(
        on operations: Operations = [.create, .update], priority: Int32 = 0,
        _ rule: @escaping @Sendable (inout R, Change<R>, Context) throws(Failures) -> Void
    ) {
        self.init(operations, priority) { (schema, told, context) throws(Failures) in
            let write = try Write<R>(schema, told, context)
            try schema.refuseMisshapen(write.node, context)
            var draft = write.loaded
            try rule(&draft, write.change, context)
            try context.write(draft, over: write.loaded, write.node, schema)
        }
    }

    @usableFromInline
    init(_ operations: Operations, _ priority: Int32, _ body: @escaping HookBody) {
        hook = HookFacts(
            record: ObjectIdentifier(R.self), recordName: "\(R.self)", kind: UInt32(STOA_HOOK_PREPARE),
            operations: operations, priority: priority, body: body)
    }

    /// Adds the rule to what the library offers.
    public func add(to list: inout DeclarationList) {
        list.hooks.append(hook)
    }
}

/// Refuses drafts of any resource that the module declares or views.
///
/// All such rules run, so that a client sees every issue at once.
public struct Validate<R: Record>: Declaration {
    private let hook: HookFacts

    /// Declares a rule that needs only the draft and the change.
    ///
    /// Lower priorities run first.
    @inlinable
    public init(
        on operations: Operations = [.create, .update], priority: Int32 = 0,
        _ rule: @escaping @Sendable (R, Change<R>) throws(Failures) -> Void
    ) {
        self.init(on: operations, priority: priority) { (draft, change, _) throws(Failures) in
            try rule(draft, change)
        }
    }

    /// Declares a rule that also reads other records or settings.
    ///
    /// Lower priorities run first.
    @inlinable
    public init(
        on operations: Operations = [.create, .update], priority: Int32 = 0,
        _ rule: @escaping @Sendable (R, Change<R>, Context) throws(Failures) -> Void
    ) {
        self.init(operations, priority) { (schema, told, context) throws(Failures) in
            let write = try Write<R>(schema, told, context)
            try rule(write.loaded, write.change, context)
        }
    }

    @usableFromInline
    init(_ operations: Operations, _ priority: Int32, _ body: @escaping HookBody) {
        hook = HookFacts(
            record: ObjectIdentifier(R.self), recordName: "\(R.self)", kind: UInt32(STOA_HOOK_VALIDATE),
            operations: operations, priority: priority, body: body)
    }

    /// Adds the rule to what the library offers.
    public func add(to list: inout DeclarationList) {
        list.hooks.append(hook)
    }
}

/// One change as the host told it, loaded.
@usableFromInline
struct Write<R: Record> {
    @usableFromInline let loaded: R
    @usableFromInline let node: Node
    @usableFromInline let change: Change<R>

    @inlinable
    init(_ schema: Schema, _ told: stoa_change, _ context: Context) throws(Failures) {
        let (loaded, node) = try context.load(R.self, told.draft, schema)
        var before: R?
        if told.before.v == told.draft.v {
            before = loaded
        } else if told.before.v != 0 {
            before = try context.load(R.self, told.before, schema).record
        }
        self.loaded = loaded
        self.node = node
        change = Change(
            operation: try WriteOperation(told: told.op), before: before, now: context.now,
            utcOffset: context.utcOffset(at: context.now), currency: try context.currency(),
            asking: { schema.wasSent($0, in: node, context) },
            inputs: { schema.input($0, in: node, context) })
    }
}
