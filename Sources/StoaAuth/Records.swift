public import StoaCore

/// A tenant.
public struct Store: Sendable, Equatable {
    /// Whether the store is served.
    public enum Status: String, Sendable, CaseIterable {
        case active, suspended
    }

    /// 1001 or more, never given again.
    public let id: Int64
    /// Unique; small letters, digits and hyphens, at most 63, a letter first.
    public let name: String
    /// Three capital letters of ISO 4217.
    public let currency: String
    /// A name of the IANA time zone database.
    public let timeZone: String
    /// Microseconds since 1970.
    public let createdAt: Int64
    /// Keys of a suspended store are refused.
    public let status: Status
    /// The clock of a sandbox store; nil if it goes with the machine's.
    public let testClock: TestClock?

    /// A clock that stands still until its operator moves it.
    public struct TestClock: Sendable, Equatable {
        /// Microseconds since 1970.
        public var now: Int64
        /// Where it is going: what falls due on the way happens first.
        public var target: Int64?

        /// Creates a clock.
        public init(now: Int64, target: Int64?) {
            self.now = now
            self.target = target
        }
    }
}

/// How many calls a key may make; what that means is the dialects' business.
public enum RateTier: String, Sendable, CaseIterable {
    case standard, gold, platinum, unlimited
}

/// What is kept of an API key: everything but the key.
public struct APIKey: Sendable, Equatable {
    /// Never given again.
    public let id: Int64
    /// `key_…`, for logs and for revoking.
    public let publicID: String
    /// The store whose data the key opens.
    public let storeID: Int64
    /// The key's last four characters.
    public let hint: String
    /// The operator's own word for it.
    public let name: String
    /// What the key may do.
    public let scopes: Scopes
    /// How often.
    public let tier: RateTier
    /// False: the key is never slowed down.
    public let hasRateLimit: Bool
    /// Microseconds since 1970; refused from then on.
    public let expiresAt: Int64?
    /// Microseconds since 1970.
    public let revokedAt: Int64?
    /// Microseconds since 1970, late by up to the batch interval.
    public let lastUsedAt: Int64?
    /// What it had used of its tier's daily quota, late by up to the batch interval.
    public let dayCount: DayCount?
    /// Microseconds since 1970.
    public let createdAt: Int64
}

/// A key that was just made; the only time its text exists.
public struct NewAPIKey: Sendable {
    /// What is kept.
    public let key: APIKey
    /// `ic_key_…`, to be shown once.
    public let token: Secret<String>
}

/// That a key was used at a time, for `Platform.recordLastUsed`.
public struct KeyUse: Sendable, Equatable {
    /// `APIKey.id`.
    public let keyID: Int64
    /// Microseconds since 1970.
    public let at: Int64
    /// What it has used of its tier's daily quota.
    public let dayCount: DayCount?

    /// A use.
    public init(keyID: Int64, at: Int64, dayCount: DayCount? = nil) {
        self.keyID = keyID
        self.at = at
        self.dayCount = dayCount
    }
}
