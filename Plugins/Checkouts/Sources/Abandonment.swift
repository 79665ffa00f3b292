import StoaKit

/// Checkouts whose buyers have not come back.
enum Abandonment {
    static let job = "abandon_checkout"
    static let topic = "checkout.abandoned"
    private static let minutes: Int64 = 60

    /// Sees to it that a checkout is looked at when its buyer has been away for long enough.
    ///
    /// A job that waits already looks at it earlier, and then again in time: so what a buyer does costs no more than a look.
    static func schedule(_ checkout: Checkout, _ context: Context) throws(Failures) {
        guard checkout.canBeAbandoned, checkout.abandonedAt == nil else { return }
        try context.enqueue(job, .number(checkout.id), key: String(checkout.id), due: try due(checkout, context))
    }

    /// A job: marks a checkout as abandoned, and tells of it if nobody has been told before.
    @Sendable static func step(_ run: JobRun, _ context: Context) throws(Failures) -> JobRun.Next {
        guard let id = run.arguments.integer, let checkout = try context.fetch(Checkout.self, id),
            checkout.canBeAbandoned, checkout.abandonedAt == nil
        else { return .done }
        guard try due(checkout, context) <= context.now else {
            // This run has the key itself until it is done.
            try context.cancelJob(job, key: String(id))
            try schedule(checkout, context)
            return .done
        }
        try context.update(Checkout.self, id) {
            $0.abandonedAt = context.now
            $0.remindedAt = $0.remindedAt ?? context.now
        }
        guard checkout.remindedAt == nil else { return .done }
        try context.emit(topic, about: id, try context.document(of: Checkout.self, id))
        return .done
    }

    /// When it is abandoned unless the buyer does something.
    private static func due(_ checkout: Checkout, _ context: Context) throws(Failures) -> Timestamp {
        let minutes = try context.setting("abandoned_after_minutes")?.integer ?? minutes
        return (checkout.activeAt ?? context.now).adding(seconds: 60 * max(minutes, 1))
    }
}

/// Goes on from a change of a checkout: some time later it may be abandoned.
@Sendable func followCheckout(
    _ checkout: Checkout, _ change: Change<Checkout>, _ context: Context
) throws(Failures) {
    try Abandonment.schedule(checkout, context)
}
