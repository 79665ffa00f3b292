public import CStoaABI

/// Goes on from a change of any resource that the module declares or views, in the same transaction.
///
/// Runs after the record is stored, or deleted. May create, update and remove records of this module, and of others for
/// which the manifest has the capability; what it saves is followed in turn, at most 8 deep. What it throws refuses the
/// whole write.
public struct Follow<R: Record>: Declaration {
    private let hook: HookFacts

    /// Declares what follows a change; the record is that which is stored now, or was before it was deleted.
    ///
    /// Lower priorities run first.
    @inlinable
    public init(
        on operations: Operations = [.create, .update], priority: Int32 = 0,
        _ follow: @escaping @Sendable (R, Change<R>, Context) throws(Failures) -> Void
    ) {
        self.init(operations, priority) { (schema, told, context) throws(Failures) in
            let write = try Write<R>(schema, told, context)
            try follow(write.loaded, write.change, context)
        }
    }

    @usableFromInline
    init(_ operations: Operations, _ priority: Int32, _ body: @escaping HookBody) {
        hook = HookFacts(
            record: ObjectIdentifier(R.self), recordName: "\(R.self)", kind: UInt32(STOA_HOOK_FOLLOW),
            operations: operations, priority: priority, body: body)
    }

    /// Adds the rule to what the library offers.
    public func add(to list: inout DeclarationList) {
        list.hooks.append(hook)
    }
}
