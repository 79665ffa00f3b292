import StoaKit

/// Redirects that led to this one's path lead to its target from now on, so that nobody is sent on twice.
@Sendable func shortenChains(_ redirect: Redirect, _ change: Change<Redirect>, _ context: Context) throws(Failures) {
    guard redirect.path != change.before?.path || redirect.target != change.before?.target else { return }
    guard try shorten(redirect, context) else { return }
    try context.enqueue(Jobs.shorten, .string(redirect.pathKey), key: String(redirect.id))
}

/// A job: goes on where a list was too long for one transaction.
@Sendable func shortenChainsLater(_ job: JobRun, _ context: Context) throws(Failures) -> JobRun.Next {
    guard let redirect = try stored(job.arguments.string ?? "", context) else { return .done }
    if try shorten(redirect, context) { try context.enqueue(Jobs.shorten, .string(redirect.pathKey)) }
    return .done
}

/// Shortens some; true if there may be more.
private func shorten(_ redirect: Redirect, _ context: Context) throws(Failures) -> Bool {
    let earlier = try context.find(
        Redirect.self, where: .equal("target_key", redirect.pathKey), limit: Jobs.page)
    for one in earlier {
        try context.update(Redirect.self, one.id) { (stored) throws(Failures) in
            stored.target = joined(redirect.target, Address.tail(stored.target))
        }
    }
    return earlier.count == Jobs.page
}
