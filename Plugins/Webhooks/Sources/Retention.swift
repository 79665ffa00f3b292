import StoaKit

/// How long deliveries are kept.
enum Retention {
    private static let days: Int64 = 30

    /// Sees to it that the next sweep is under way.
    static func schedule(_ context: Context) throws(Failures) {
        try context.enqueue(Jobs.sweep, key: Jobs.sweep, due: context.now.adding(seconds: 86_400))
    }

    static func limit(_ context: Context) throws(Failures) -> Timestamp {
        let kept = try context.setting("delivery_days")?.integer ?? days
        return context.now.adding(seconds: -86_400 * max(1, kept))
    }
}

/// A job: deletes deliveries that are old, some at a time; the next event has it come again.
@Sendable func sweep(_ job: JobRun, _ context: Context) throws(Failures) -> JobRun.Next {
    let old = try context.find(
        Delivery.self, where: .atMost("created_at", try Retention.limit(context)), limit: Jobs.page)
    for delivery in old {
        try Line.drop(delivery.id, context)
        try context.remove(Delivery.self, delivery.id)
    }
    if old.count == Jobs.page { try context.enqueue(Jobs.sweep) }
    return .done
}
