public import StoaCore

/// What a new key may do.
public struct KeyGrant: Sendable {
    /// What it may do.
    public var scopes: Scopes
    /// The operator's own word for it, at most 120 bytes.
    public var name = ""
    /// How many calls it may make.
    public var tier = RateTier.standard
    /// False: it is never slowed down.
    public var hasRateLimit = true
    /// Microseconds since 1970; nil for never.
    public var expiresAt: Int64?

    /// A grant without name or end, in the standard tier.
    public init(scopes: Scopes) {
        self.scopes = scopes
    }
}

extension Platform {
    /// Makes a key for a store.
    ///
    /// The key's text is returned this once; only its SHA-256 is kept, which is safe without salt because a key has
    /// 190 random bits. Throws `.notFound` if there is no such store, `.invalid` for a grant that allows nothing.
    public func createKey(store id: Int64, grant: KeyGrant) throws(PlatformError) -> NewAPIKey {
        guard !grant.scopes.isEmpty else { throw .invalid("scopes", "must name at least one scope") }
        guard grant.name.utf8.count <= Self.keyNameBytesMax else {
            throw .invalid("name", "must be at most \(Self.keyNameBytesMax) bytes")
        }
        let token = KeyToken.random()
        let draft = token.reveal { Self.draft(of: $0, store: id, grant: grant, at: now()) }
        let key = try write { tables in
            try Self.requireStore(id, in: tables)
            try tables.insert(draft.key, digest: draft.digest)
            return try tables.key(publicID: draft.key.publicID)
        }
        guard let key else { preconditionFailure("a key that was just inserted is gone") }
        return NewAPIKey(key: key, token: token)
    }

    /// Revokes a key: no request that starts after this has returned is accepted, in any process.
    ///
    /// A second call is a no-op. Throws `.notFound` if there is no such key.
    public func revokeKey(publicID: String) throws(PlatformError) {
        try write { tables in
            guard try tables.key(publicID: publicID) != nil else {
                throw PlatformError.notFound("there is no key \(publicID)")
            }
            try tables.markRevoked(publicID: publicID, at: now())
        }
    }

    /// The keys of a store, revoked ones included, oldest first.
    public func keys(store id: Int64) throws(PlatformError) -> [APIKey] {
        try read { tables in try tables.keys(store: id) }
    }

    /// The key with this public id, a revoked one too; nil if there is none.
    public func key(publicID: String) throws(PlatformError) -> APIKey? {
        try read { tables in try tables.key(publicID: publicID) }
    }

    /// Records when keys were last used, and how much of the day's quota; what is earlier or less than recorded
    /// changes nothing.
    public func recordLastUsed(_ uses: [KeyUse]) throws(PlatformError) {
        guard !uses.isEmpty else { return }
        try writeUncached { tables in try tables.markUsed(uses) }
    }

    private static let keyNameBytesMax = 120
    private static let publicIDDigits = 16

    private static func draft(
        of token: String, store id: Int64, grant: KeyGrant, at now: Int64
    ) -> (key: APIKey, digest: SHA256Digest) {
        let key = APIKey(
            id: 0, publicID: "key_" + String(decoding: Base62.random(publicIDDigits), as: UTF8.self), storeID: id,
            hint: String(token.suffix(KeyToken.hintCount)), name: grant.name, scopes: grant.scopes, tier: grant.tier,
            hasRateLimit: grant.hasRateLimit, expiresAt: grant.expiresAt, revokedAt: nil, lastUsedAt: nil,
            dayCount: nil, createdAt: now)
        let digest = Array(token.utf8).withUnsafeBytes { SHA256Digest(of: $0, with: SHA256Context()) }
        return (key, digest)
    }
}
