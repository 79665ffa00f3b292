package import StoaKit

/// Redirects that are followed in a row before it is called a circle; they are shortened when they are stored, so there
/// is more than one only while the rest of a long list is being shortened.
private let hopsMax = 16

/// Completes a redirect, or refuses it, by what is stored.
@Sendable func prepareRedirect(
    _ redirect: inout Redirect, _ change: Change<Redirect>, _ context: Context
) throws(Failures) {
    try arrange(&redirect) { (key) throws(Failures) in try stored(key, context) }
}

/// Brings both addresses into their one form and leads straight to the end of what begins at the target.
package func arrange(_ redirect: inout Redirect, at stored: (String) throws(Failures) -> Redirect?) throws(Failures) {
    var failures = Failures()
    // Blank ones are refused by the declaration.
    let path = redirect.path.isEmpty ? "" : Address.path(redirect.path)
    let target = redirect.target.isEmpty ? "" : Address.target(redirect.target)
    if path == nil { failures.add("path", "must be a path, without a query or fragment") }
    if target == nil { failures.add("target", "must be a path or a web address") }
    try failures.throwIfAny()
    guard let path, let target, !path.isEmpty, !target.isEmpty else { return }
    redirect.path = path
    redirect.pathKey = Address.folded(path)
    redirect.target = try end(of: target, for: redirect, at: stored)
    redirect.targetKey = Address.key(redirect.target)
}

private func end(
    of target: String, for redirect: Redirect, at stored: (String) throws(Failures) -> Redirect?
) throws(Failures) -> String {
    var target = target
    for hop in 0...hopsMax {
        guard let key = Address.key(target) else { return target }
        guard key != redirect.pathKey else {
            throw .invalid("target", hop == 0 ? "can't be the path itself" : "leads back to the path")
        }
        guard let next = try stored(key), next.id != redirect.id else { return target }
        target = joined(next.target, Address.tail(target))
    }
    throw .invalid("target", "leads through too many redirects")
}

/// The target with a query or fragment that was asked for, unless it has its own.
package func joined(_ target: String, _ tail: Substring) -> String {
    Address.tail(target).isEmpty ? target + tail : target
}

/// The redirect from a path, whatever its case.
func stored(_ key: String, _ context: Context) throws(Failures) -> Redirect? {
    try context.find(Redirect.self, where: .equal("path_key", key), limit: 1).first
}
