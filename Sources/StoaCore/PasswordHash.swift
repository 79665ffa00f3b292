internal import CStoaSystem

/// Hashes of passwords: scrypt (RFC 7914) with N = 2^15, r = 8, p = 3, as OWASP's cheat sheet has it; 32 MiB and some 100 ms
/// each.
///
/// Kept as `$scrypt$ln=15,r=8,p=3$<salt>$<hash>`, both in lower-case hex, so that a later cost can be told from this one.
public enum PasswordHash {
    /// Longer ones are refused: hashing them first would make work for whoever sends them.
    public static let passwordBytesMax = 1_024
    private static let saltBytes = 16
    private static let hashBytes = 32
    private static let prefix = "$scrypt$ln=15,r=8,p=3$"

    /// What is kept of a password.
    public static func make(_ password: [UInt8]) -> String {
        var salt = [UInt8](repeating: 0, count: saltBytes)
        guard stoa_random_bytes(&salt, salt.count) else { preconditionFailure("no randomness") }
        return prefix + Hexadecimal.text(salt) + "$" + Hexadecimal.text(hash(password, salt))
    }

    /// Whether `kept` is what `make` gave for this password.
    ///
    /// Takes the same time where nothing is kept.
    public static func matches(_ password: [UInt8], _ kept: String) -> Bool {
        let parts = kept.hasPrefix(prefix) ? kept.dropFirst(prefix.count).split(separator: "$") : []
        let salt = parts.first.flatMap { Hexadecimal.bytes(String($0)) }
        let wanted = parts.count == 2 ? Hexadecimal.bytes(String(parts[1])) : nil
        let made = hash(Array(password.prefix(passwordBytesMax)), salt ?? [UInt8](repeating: 0, count: saltBytes))
        guard let wanted, wanted.count == made.count, password.count <= passwordBytesMax else { return false }
        // Every byte is looked at, whatever those before it were.
        return zip(made, wanted).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func hash(_ password: [UInt8], _ salt: [UInt8]) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: hashBytes)
        let isDone = stoa_scrypt(password, password.count, salt, salt.count, 1 << 15, 8, 3, &out, out.count)
        guard isDone else { preconditionFailure("OpenSSL refused scrypt") }
        return out
    }
}

/// A password, and what is kept of the one that it may be.
public struct PasswordComparison: Hashable, Sendable {
    let password: [UInt8]
    let kept: String

    /// One that is still to be made.
    public init(_ password: [UInt8], _ kept: String) {
        self.password = password
        self.kept = kept
    }
}

/// What is known of the passwords of one request; found out beside the writes, because it takes long.
public struct HashedPasswords: Sendable {
    /// Comparisons of one request: each takes some 100 ms of a thread that all stores share.
    public static let comparisonsMax = 4
    private var hashes: [[UInt8]: String] = [:]
    private var comparisons: [PasswordComparison: Bool] = [:]

    /// None yet.
    public init() {}

    /// Hashes those given, each once.
    public init(hashing passwords: [[UInt8]]) {
        for password in passwords where hashes[password] == nil { hashes[password] = PasswordHash.make(password) }
    }

    /// What is kept of a password; hashed now if nobody did before.
    public func hash(of password: [UInt8]) -> String { hashes[password] ?? PasswordHash.make(password) }

    /// Whether no comparison may be added.
    public var isFull: Bool { comparisons.count >= Self.comparisonsMax }

    /// What came of a comparison, or nil if it has not been made.
    public func result(of comparison: PasswordComparison) -> Bool? { comparisons[comparison] }

    /// Makes a comparison.
    public mutating func compare(_ comparison: PasswordComparison) {
        comparisons[comparison] = PasswordHash.matches(comparison.password, comparison.kept)
    }
}
