package import StoaKit

/// A record that visitors see from a moment on.
package protocol Publishable: Record, Equatable {
    /// The resource's name.
    static var resource: String { get }
    var title: String { get }
    var handle: String { get }
    /// Since or from when visitors see it; nil for never.
    var publishedAt: Timestamp? { get set }
    /// Input only: whether visitors are to see it.
    var published: Bool? { get set }
    /// Input only: another name of `publishedAt`.
    var publishAt: Timestamp? { get set }
    /// `publishedAt` once it has come.
    ///
    /// It is stored because filters compare with what is stored, not with the clock.
    var publicSince: Timestamp? { get set }
}

extension Publishable {
    /// The topic of its appearance.
    static var publishedTopic: String { "\(resource).published" }
    /// The job that lets it appear.
    static var publishingJob: String { "publish_\(resource)" }

    /// When it will appear by itself.
    package var appearsAt: Timestamp? { publicSince == nil ? publishedAt : nil }
}

/// What is declared for a resource whose records are published.
@DeclarationBuilder func publishing<R: Publishable>(of type: R.Type, scope: String) -> [any Declaration] {
    Topic(
        R.publishedTopic, "Visitors see a \(R.resource) for the first time or again.",
        names: ["\(R.resource)s/publish", "\(R.resource)/published"], scope: scope)
    Prepare<R>(publish)
    Follow<R>(on: [.create, .update, .delete], announce)
    Job(R.publishingJob, "Lets a \(R.resource) appear at its time.", delays: [1, 10, 60]) {
        (job, context) throws(Failures) in
        try appear(R.self, job.arguments.integer ?? 0, context)
        return .done
    }
}

/// Turns what the client said of publishing into a time, and says whether it has come.
@Sendable package func publish<R: Publishable>(_ draft: inout R, _ change: Change<R>) {
    draft.publishedAt = change.publication(draft.published, since: draft.publishAt ?? draft.publishedAt)
    draft.publicSince = draft.publishedAt.flatMap { $0 <= change.now ? $0 : nil }
}

/// Tells that the record has appeared, and sees to it that it appears later.
@Sendable private func announce<R: Publishable>(_ record: R, _ change: Change<R>, _ context: Context) throws(Failures) {
    let isGone = change.operation == .delete
    if !isGone, record.publicSince != nil, change.before?.publicSince == nil {
        try context.emit(R.publishedTopic, about: record.id, summary(of: record, context))
    }
    let key = String(record.id)
    let (planned, due) = (change.before?.appearsAt, isGone ? nil : record.appearsAt)
    guard planned != due else { return }
    if planned != nil { try context.cancelJob(R.publishingJob, key: key) }
    if let due { try context.enqueue(R.publishingJob, JSON(key), key: key, due: due) }
}

/// Lets the record appear, unless it was put off, hidden or deleted in the meantime.
private func appear<R: Publishable>(_ type: R.Type, _ id: Int64, _ context: Context) throws(Failures) {
    guard let due = try context.fetch(type, id)?.appearsAt, due <= context.now else { return }
    // The rule for every write compares the time with the clock.
    try context.update(type, id) { (record) throws(Failures) in record.publicSince = due }
}

private func summary(of record: some Publishable, _ context: Context) -> JSON {
    .object([
        ("id", JSON(String(record.id))), ("title", .string(record.title)), ("handle", .string(record.handle)),
        ("published_at", record.publishedAt.map { .string(context.text($0)) } ?? .null),
    ])
}
