internal import StoaCore
internal import StoaStorage

/// Answers kept for idempotency keys, in the same database and transaction as the effects that they stand for.
///
/// They are sealed: some tell secrets that are shown once, of which the database itself has no more than a digest.
struct IdempotencyTable {
    private let connection: StoreConnection
    private var lastPruned: Int64 = 0
    /// How long an answer is repeated, and a minute more at most: Stripe prunes after at least 24 h, clients rely on
    /// no more.
    static let lifetimeMicroseconds: Int64 = 24 * 3_600_000_000
    private static let pruneIntervalMicroseconds: Int64 = 60_000_000

    init(connection: StoreConnection) {
        self.connection = connection
    }

    /// The kept answer, a refusal if the key was used for another request, or nil if the key is new.
    func answer(to work: WriteWork) throws(StorageError) -> Result<HTTPResponse, Failure>? {
        guard let idempotency = work.idempotency else { return nil }
        let statement = try connection.statement(
            "SELECT fingerprint,status,answer FROM kept_answers WHERE actor=? AND key=?")
        defer { statement.reset() }
        try statement.bind(1, work.actor.id)
        try statement.bind(2, idempotency.key)
        guard try statement.step() else { return nil }
        guard statement.bytes(0).elementsEqual(idempotency.fingerprint) else {
            return .failure(
                Failure(
                    .invalid,
                    issues: [Failure.Issue(field: "", message: "Idempotency-Key was used for another request")]))
        }
        guard let answer = idempotency.seal.open(Array(statement.bytes(2))),
            let response = HTTPResponse(status: UInt16(clamping: statement.int64(1)), kept: answer)
        else { return .failure(Failure(.internal, "an answer kept for an Idempotency-Key is not what was sealed")) }
        return .success(response)
    }

    func keep(_ response: HTTPResponse, of work: WriteWork, now: Int64) throws(StorageError) {
        guard let idempotency = work.idempotency else { return }
        let statement = try connection.statement(
            "INSERT INTO kept_answers(actor,key,fingerprint,status,answer,at) VALUES(?,?,?,?,?,?)")
        defer { statement.reset() }
        try statement.bind(1, work.actor.id)
        try statement.bind(2, idempotency.key)
        try statement.bind(3, copying: idempotency.fingerprint)
        try statement.bind(4, Int64(response.status))
        try statement.bind(5, copying: idempotency.seal.seal(response.kept))
        try statement.bind(6, now)
        _ = try statement.step()
    }

    /// Drops what is too old, once in a while; true if it was time to.
    mutating func prune(now: Int64) throws(StorageError) -> Bool {
        // The wall clock may step back.
        guard (now - lastPruned).magnitude >= Self.pruneIntervalMicroseconds else { return false }
        lastPruned = now
        let statement = try connection.statement("DELETE FROM kept_answers WHERE at<?")
        defer { statement.reset() }
        try statement.bind(1, now - Self.lifetimeMicroseconds)
        _ = try statement.step()
        return true
    }
}

/// The form in which answers are kept: how long the header is, the header and the body.
extension HTTPResponse {
    private static let lengthBytes = 4

    fileprivate var kept: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.lengthBytes + headerLines.count + body.count)
        withUnsafeBytes(of: UInt32(headerLines.count).littleEndian) { bytes.append(contentsOf: $0) }
        bytes += headerLines
        bytes += body
        return bytes
    }

    fileprivate init?(status: UInt16, kept bytes: [UInt8]) {
        let length = bytes.prefix(Self.lengthBytes).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard bytes.count >= Self.lengthBytes + length else { return nil }
        let rest = bytes.dropFirst(Self.lengthBytes)
        self.init(status: status, headerLines: Array(rest.prefix(length)), body: Array(rest.dropFirst(length)))
    }
}
