/// What a credential may do, as a set of scope names.
///
/// Scopes are opaque words, with two rules: `write_x` includes `read_x`, and `admin` passes every check.
public struct Scopes: Sendable, Equatable {
    /// Passes every check.
    public static let admin = Scopes(parsing: adminName)

    /// The names as granted, sorted, each once, without those that others imply.
    public let names: [String]
    private let passing: Set<String>

    /// Holds `admin`.
    public let isAdmin: Bool

    private static let adminName = "admin"
    private static let adminAlias = "all"
    private static let writePrefix = "write_"

    /// Reads names separated by commas and blanks.
    ///
    /// `all` is another word for `admin`.
    ///
    /// Names are taken as they are: whether a name is known is for `ScopeTable` to say.
    public init(parsing text: String) {
        let words = text.unicodeScalars.split { $0 == "," || $0 == " " }.map { String($0) }
        let granted = Set(words.map { $0 == Self.adminAlias ? Self.adminName : $0 })
        let implied = Set(granted.compactMap(Self.readScope(impliedBy:)))
        isAdmin = granted.contains(Self.adminName)
        passing = granted.union(implied)
        names = isAdmin ? [Self.adminName] : granted.subtracting(implied).sorted()
    }

    /// No scope is held, so every check fails but that for `any`.
    public var isEmpty: Bool { names.isEmpty }

    /// What every valid credential holds, for what it may know of itself and its store.
    public static let any = "any"

    /// Whether a check for `scope` passes.
    ///
    /// A hot path asks `ScopeMask` instead.
    public func allows(_ scope: String) -> Bool {
        isAdmin || passing.contains(scope) || scope == Self.any
    }

    /// Whether everything that `other` allows is allowed here too.
    public func covers(_ other: Scopes) -> Bool {
        isAdmin || other.names.allSatisfy(allows)
    }

    /// The names in one text that `init(parsing:)` reads back, separated by commas.
    public var text: String { names.joined(separator: ",") }

    /// Every name that passes, implied ones included, in no particular sequence; not meaningful if `isAdmin`.
    var passingNames: Set<String> { passing }

    private static func readScope(impliedBy name: String) -> String? {
        let suffix = name.utf8.dropFirst(writePrefix.utf8.count)
        guard name.hasPrefix(writePrefix), !suffix.isEmpty else { return nil }
        return "read_" + Substring(suffix)
    }
}
