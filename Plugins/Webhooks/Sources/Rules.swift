package import StoaKit

/// What a subscription is checked against beyond its own fields.
package struct Surroundings {
    /// Plain HTTP and addresses of this machine are fine.
    package var isDevelopment = false
    /// Looks a topic up.
    package var topic: (String) throws(Failures) -> Context.TopicInfo?
    /// Whether whoever writes holds a scope.
    package var can: (String) -> Bool
    /// The sequence of the newest event.
    package var lastEvent: () throws(Failures) -> Int64
    /// Whether another subscription of the same owner has this topic and address.
    package var isTaken: (Webhook) throws(Failures) -> Bool

    package init(
        isDevelopment: Bool = false, topic: @escaping (String) throws(Failures) -> Context.TopicInfo?,
        can: @escaping (String) -> Bool = { _ in true },
        lastEvent: @escaping () throws(Failures) -> Int64 = { () throws(Failures) in 0 },
        isTaken: @escaping (Webhook) throws(Failures) -> Bool = { (_) throws(Failures) in false }
    ) {
        self.isDevelopment = isDevelopment
        self.topic = topic
        self.can = can
        self.lastEvent = lastEvent
        self.isTaken = isTaken
    }
}

/// Checks a subscription and completes it; all that is wrong is told at once.
package func prepare(
    _ draft: inout Webhook, before: Webhook?, in surroundings: Surroundings
) throws(Failures) {
    var failures = Failures()
    draft.address = draft.address.trimmed
    draft.topic = draft.topic.trimmed
    // What has not changed was fine when it was written; an operator's later rule must not keep it from being paused.
    if draft.topic != before?.topic { try checkTopic(&draft, in: surroundings, &failures) }
    if draft.address != before?.address, !draft.address.isEmpty,
        let problem = Address.problem(draft.address, isDevelopment: surroundings.isDevelopment)
    {
        failures.add("address", problem)
    }
    checkOptions(&draft, &failures)
    if failures.issues.isEmpty, draft.topic != before?.topic || draft.address != before?.address,
        try surroundings.isTaken(draft)
    {
        failures.add("address", "for this topic has already been taken")
    }
    try failures.throwIfAny()
}

private func checkTopic(
    _ draft: inout Webhook, in surroundings: Surroundings, _ failures: inout Failures
) throws(Failures) {
    guard !draft.topic.isEmpty else { return }
    guard let topic = try surroundings.topic(draft.topic) else {
        return failures.add("topic", "is not a topic of this store")
    }
    guard surroundings.can(topic.scope) else {
        return failures.add("topic", "needs the scope \(topic.scope)", code: .forbidden)
    }
    draft.event = topic.topic
    draft.lastEventBefore = try surroundings.lastEvent()
}

private let namesMax = 100
private let nameBytesMax = 255

private func checkOptions(_ draft: inout Webhook, _ failures: inout Failures) {
    for (name, json) in [("fields", draft.fields), ("metafield_namespaces", draft.metafieldNamespaces)] {
        guard let names = Selection.names(json) else {
            failures.add(name, "must be a list of texts")
            continue
        }
        if names.count > namesMax || names.contains(where: { $0.isEmpty || $0.utf8.count > nameBytesMax }) {
            failures.add(name, "must be at most \(namesMax) names of at most \(nameBytesMax) bytes")
        }
    }
    if !isVersion(draft.apiVersion) { failures.add("api_version", "is invalid") }
    if draft.filter?.trimmed.isEmpty == true { draft.filter = nil }
    if let filter = draft.filter, filter.count <= filterCharactersMax, let problem = EventFilter.parse(filter).problem {
        failures.add("filter", problem)
    }
    if let problem = CustomHeaders.read(draft.headers ?? .null).problem { failures.add("headers", problem) }
    if let problem = Schedule.read(draft.retry).problem { failures.add("retry", problem) }
}

/// Characters of one filter.
let filterCharactersMax: Int64 = 1_000

/// `2024-01` or `unstable`.
private func isVersion(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    return text == "unstable"
        || parts.map(\.utf8.count) == [4, 2] && parts.allSatisfy { $0.utf8.allSatisfy { (48...57).contains($0) } }
}
