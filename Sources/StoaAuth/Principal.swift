public import StoaCore

/// Whose request it is and what it may do.
///
/// An immutable class, so that passing it along costs a reference count.
public final class Principal: Sendable {
    /// The tenant.
    public let storeID: Int64
    /// The tenant's name.
    public let storeName: String
    /// The tenant's currency, three capital letters.
    public let currency: String
    /// The tenant's time zone.
    public let timeZone: String
    /// The key's id.
    public let keyID: Int64
    /// The key's public name, for logs.
    public let publicID: String
    /// What the key may do.
    public let scopes: Scopes
    /// How many calls it may make.
    public let tier: RateTier
    /// False: never slow it down.
    public let hasRateLimit: Bool
    /// What the key had used of its tier's daily quota when it was looked up.
    public let dayCount: DayCount?
    /// Microseconds since 1970; checked at every request.
    public let expiresAt: Int64?
    /// What the tenant's own clock shows, in microseconds since 1970; nil if it goes with the machine's.
    public let testClock: Int64?
    /// Modules that are switched off for the store; all others are on.
    public let disabledModules: Set<String>

    init(store: Store, key: APIKey, disabledModules: Set<String>) {
        storeID = store.id
        storeName = store.name
        currency = store.currency
        timeZone = store.timeZone
        testClock = store.testClock?.now
        keyID = key.id
        publicID = key.publicID
        scopes = key.scopes
        tier = key.tier
        hasRateLimit = key.hasRateLimit
        dayCount = key.dayCount
        expiresAt = key.expiresAt
        self.disabledModules = disabledModules
    }

    /// Passes every scope check.
    public var isAdmin: Bool { scopes.isAdmin }

    /// Whether the module is on for the store.
    public func isEnabled(module: String) -> Bool { !disabledModules.contains(module) }

    func hasExpired(at now: Int64) -> Bool {
        guard let expiresAt else { return false }
        return now >= expiresAt
    }
}

/// What became of a token.
///
/// Clients get the same 401 for every refusal; the reason is for the log.
public enum Authentication: Sendable {
    /// The token is good.
    case accepted(Principal)
    /// It is not.
    case refused(Refusal)

    /// Why a token is not good.
    public enum Refusal: String, Sendable {
        /// Not the shape of a key, or its check digits are wrong: a typing error.
        case malformed
        /// No such key.
        case unknown
        case expired, revoked, storeSuspended
    }

    /// The principal, or nil.
    public var principal: Principal? {
        guard case .accepted(let principal) = self else { return nil }
        return principal
    }
}
