package import StoaKit

/// What a website looks like, as rules see it.
package struct Theme: Record, Equatable {
    package enum Role: String, FieldValue, CaseIterable { case unpublished, main, demo, development }

    package var id: Int64 = 0
    package var name = ""
    package var role = Role.unpublished
    /// How many files it has.
    package var assetCount = 0

    package init() {}

    static let published = "theme.published"
}

/// Sees to it that the main role, once given, is always held by one theme.
@Sendable func keepMainTheme(_ theme: inout Theme, _ change: Change<Theme>, _ context: Context) throws(Failures) {
    let id = theme.id
    let hasOther = { () throws(Failures) in
        try context.find(Theme.self, where: .equal("role", Theme.Role.main), limit: 2).contains { $0.id != id }
    }
    try settleRole(&theme, change, hasOtherMain: hasOther)
}

/// The rule itself: the first theme is the main one unless it asks for another role, and the main one stays until
/// another takes over.
package func settleRole(
    _ theme: inout Theme, _ change: Change<Theme>, hasOtherMain: () throws(Failures) -> Bool
) throws(Failures) {
    switch change.operation {
    case .create:
        guard theme.role == .unpublished, !change.wasSent("role"), try !hasOtherMain() else { return }
        theme.role = .main
    case .update:
        guard change.before?.role == .main, theme.role != .main, try !hasOtherMain() else { return }
        throw .invalid("role", "can't be taken from the main theme: make another one the main theme")
    case .delete:
        guard theme.role == .main else { return }
        throw .invalid("", "The main theme can't be deleted.")
    }
}

/// Takes the main role from the theme that had it when another one gets it.
@Sendable func yieldMainRole(_ theme: Theme, _ change: Change<Theme>, _ context: Context) throws(Failures) {
    guard theme.role == .main, change.before?.role != .main else { return }
    for other in try context.find(Theme.self, where: .equal("role", Theme.Role.main)) where other.id != theme.id {
        try context.update(Theme.self, other.id) { (stored) throws(Failures) in stored.role = .unpublished }
    }
    try context.emit(
        Theme.published, about: theme.id,
        .object([
            ("id", JSON(String(theme.id))), ("name", .string(theme.name)), ("role", .string(theme.role.rawValue)),
        ]))
}
