package import StoaKit

/// A script that an app adds to the storefront's pages.
package struct ScriptTag: Record, Equatable {
    package var id: Int64 = 0
    package var src = ""

    package init() {}
}

/// Refuses what a browser would not load over a connection that is safe.
@Sendable package func prepareScriptTag(_ draft: inout ScriptTag, _ change: Change<ScriptTag>) throws(Failures) {
    // An empty one is refused by the declaration.
    guard draft.src.isEmpty || isScriptAddress(draft.src) else { throw .invalid("src", "must be an https URL") }
}

private func isScriptAddress(_ text: String) -> Bool {
    let scheme = "https://"
    guard text.prefix(scheme.count).lowercased() == scheme,
        text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"\"<>\\^`{|}".utf8.contains($0) })
    else { return false }
    let authority = text.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
    let host = authority.prefix { $0 != ":" }
    let port = authority.dropFirst(host.count).dropFirst()
    return isHostName(String(host)) && (host.count == authority.count || UInt16(port) != nil)
}
