import StoaKit

/// What one owner's body holds for this module.
struct Body {
    let kind: String
    let ownerID: Int64
    let isNew: Bool
    /// The member that holds metafields, if it was sent.
    let sent: JSON?
    /// What stands before the member's name in refusals.
    let prefix: String

    init<R: Owner>(of owner: R, isNew: Bool, _ sent: JSON?, prefix: String) {
        kind = R.kind
        ownerID = owner.id
        self.isNew = isNew
        self.sent = sent
        self.prefix = prefix
    }

    init<R: Owner>(of owner: R, _ change: Change<R>) {
        self.init(
            of: owner, isNew: change.operation == .create, change.input(SentMetafield.input), prefix: "")
    }
}

/// Makes or changes the metafields of bodies; refuses those that cannot be stored, and new records without those that are
/// required.
func take(_ bodies: [Body], _ currency: Currency, _ context: Context) throws(Failures) {
    var failures = Failures()
    var drafts: [Draft] = []
    for body in bodies { drafts += try body.drafts(currency, context, &failures) }
    try failures.throwIfAny()
    try refuseDoubled(drafts, context)
    for draft in drafts { try draft.store(context) }
}

/// Each value is free by itself; two owners in one request may still want the same, where no two may have it.
private func refuseDoubled(_ drafts: [Draft], _ context: Context) throws(Failures) {
    var failures = Failures()
    var seen: Set<[String]> = []
    for draft in drafts {
        guard let value = draft.prepared.indexValue, !seen.insert([draft.path, value]).inserted,
            isUnique(draft.prepared, try definition(at: draft.path, context))
        else { continue }
        failures.add("\(draft.place).value", "has already been taken")
    }
    try failures.throwIfAny()
}

extension Body {
    fileprivate func drafts(
        _ currency: Currency, _ context: Context, _ failures: inout Failures
    ) throws(Failures) -> [Draft] {
        let member = prefix + SentMetafield.input
        var drafts: [Draft] = []
        for (place, metafield) in try SentMetafield.list(sent, at: member).enumerated() {
            guard context.can("write_metafields") else {
                // Apps look for these words.
                throw .forbidden(member, "need merchant approval for write_metafields scope")
            }
            do throws(Failures) {
                let draft = try draft(of: metafield, at: "\(member)[\(place)]", currency, context)
                guard !drafts.contains(where: { $0.path == draft.path }) else {
                    throw .invalid("key", "has already been taken")
                }
                drafts.append(draft)
            } catch {
                failures.add(error, below: "\(member)[\(place)]")
            }
        }
        if isNew, requiringOwners.contains(where: { $0.kind == kind }) {
            let definitions = try context.find(
                Definition.self, where: .equal("owner_type", kind), .equal("required", true))
            for missing in definitions where !drafts.contains(where: { $0.path == missing.path }) {
                failures.add(member, "must have \(missing.namespace).\(missing.key)")
            }
        }
        return drafts
    }

    /// Refuses a metafield with the issues that storing it would have, while its place in the body is known.
    private func draft(
        of sent: SentMetafield, at place: String, _ currency: Currency, _ context: Context
    ) throws(Failures) -> Draft {
        let stored = isNew ? nil : try stored(sent, context)
        if sent.id != nil, stored == nil { throw .invalid("id", "does not exist here") }
        let metafield = stored ?? sent.draft(ofOwner: ownerID, kind)
        var prepared = metafield
        sent.apply(to: &prepared)
        var failures = Failures()
        SentMetafield.checkDeclared(prepared, &failures)
        try failures.throwIfAny()
        try prepareMetafield(&prepared, Change(before: stored, currency: currency), context)
        return Draft(sent: sent, metafield: metafield, prepared: prepared, place: place)
    }

    /// The metafield of the owner that is meant, by its id or by its names.
    private func stored(_ sent: SentMetafield, _ context: Context) throws(Failures) -> Metafield? {
        if let id = sent.id {
            let metafield = try context.fetch(Metafield.self, id)
            return metafield?.ownerID == ownerID && metafield?.ownerResource == kind ? metafield : nil
        }
        return try context.find(
            Metafield.self, where: .equal("owner_id", ownerID),
            .equal("path", path(kind, sent.namespace, sent.key)), limit: 1
        ).first
    }
}

/// A metafield of a body that can be stored.
private struct Draft {
    let sent: SentMetafield
    /// The one that it changes, or a new one.
    var metafield: Metafield
    /// As it will be.
    let prepared: Metafield
    /// Where it is in the request.
    let place: String
    var path: String { prepared.path }

    func store(_ context: Context) throws(Failures) {
        guard metafield.id == 0 else {
            return try context.update(Metafield.self, metafield.id) { (stored) throws(Failures) in
                sent.apply(to: &stored)
            }
        }
        var metafield = metafield
        sent.apply(to: &metafield)
        try context.create(metafield)
    }
}

extension Failures {
    /// Adds what was refused of something that is at `place` in the request.
    fileprivate mutating func add(_ other: Failures, below place: String) {
        for issue in other.issues { add("\(place).\(issue.field)", issue.message) }
    }
}
