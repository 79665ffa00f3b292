import Dispatch
import StoaCore
import StoaJSON
import StoaRecords
import StoaStorage
import Synchronization

/// A store set on a folder of its own, with one store in it, and the requests of one client.
final class TestStore: Sendable {
    let folder: TemporaryFolder
    let set: StoreSet
    let clock: TestClock
    let registry: Registry
    let identity: StoreIdentity

    init(
        _ registry: Registry, in folder: TemporaryFolder? = nil, options: StoreSet.Options = StoreSet.Options(),
        clock: TestClock = TestClock(), currency: String = "USD", firstTimeZone: String = "Etc/UTC",
        log: KernelLog = .none
    ) throws {
        let folder = try folder ?? TemporaryFolder()
        self.folder = folder
        self.clock = clock
        self.registry = registry
        guard let currency = Currency(code: currency) else { throw Failure(.internal) }
        identity = StoreIdentity(id: 1, name: "one", currency: currency, firstTimeZone: firstTimeZone)
        set = StoreSet(
            directory: folder.path, schema: StoreSchema(registry, secret: Secret([1])), options: options,
            clock: clock.clock, log: log)
    }

    deinit { set.close() }

    // MARK: Writes

    typealias Perform = @Sendable (Transaction) throws(Failure) -> WriteReply

    func work(
        method: String = "POST", key: IdempotencyKey? = nil, actor: Int64 = 1, store: Int64 = 1,
        without disabled: Set<String> = [],
        deadline: Int64 = .max,
        complete: @escaping @Sendable (Result<HTTPResponse, Failure>, Bool) -> Void = { _, _ in },
        perform: @escaping Perform
    ) -> WriteWork {
        var identity = identity
        identity.id = store
        identity.disabledModules = disabled
        return WriteWork(
            store: identity,
            actor: Actor(kind: .key, id: actor, publicID: "key\(actor)", scopes: .admin), requestID: "request",
            method: method, route: "suppliers", deadlineMicroseconds: deadline, idempotency: key, perform: perform,
            complete: complete)
    }

    /// Does one write and waits for its outcome.
    @discardableResult
    func write(
        key: IdempotencyKey? = nil, actor: Int64 = 1, store: Int64 = 1, without disabled: Set<String> = [],
        deadline: Int64 = .max, _ perform: @escaping Perform
    ) throws(Failure) -> HTTPResponse {
        let answer = Answer()
        set.submit(
            work(
                key: key, actor: actor, store: store, without: disabled, deadline: deadline, complete: answer.take,
                perform: perform))
        return try answer.wait().get()
    }

    @discardableResult
    func create(_ resource: String, in parent: Int64? = nil, _ json: String) throws(Failure) -> Written {
        try Written(write(creating(resource, in: parent, json)))
    }

    @discardableResult
    func update(
        _ resource: String, _ id: Int64, in parent: Int64? = nil, ifMatch: VersionCondition = .any, _ json: String
    ) throws(Failure) -> Written {
        let resource = try self.resource(resource)
        return try Written(
            write { transaction throws(Failure) in
                let input = try transaction.parse(Array(json.utf8))
                return Written.reply(
                    try transaction.update(
                        resource, id: id, within: RecordGuard(parent: parent), from: input, expectedVersion: ifMatch))
            })
    }

    func delete(_ resource: String, _ id: Int64, in parent: Int64? = nil) throws(Failure) {
        let resource = try self.resource(resource)
        try write { transaction throws(Failure) in
            Written.reply(
                try transaction.delete(resource, id: id, within: RecordGuard(parent: parent), expectedVersion: .any))
        }
    }

    func creating(_ name: String, in parent: Int64? = nil, _ json: String) -> Perform {
        { [registry] transaction throws(Failure) in
            guard let resource = registry.resource(named: name) else { throw Failure(.internal) }
            let input = try transaction.parse(Array(json.utf8))
            return Written.reply(try transaction.create(resource, within: RecordGuard(parent: parent), from: input))
        }
    }

    /// The failure of a write that must be refused.
    func refusal(_ body: () throws(Failure) -> Void) -> Failure? {
        do throws(Failure) {
            try body()
            return nil
        } catch {
            return error
        }
    }

    // MARK: Reads

    func resource(_ name: String) throws(Failure) -> Resource {
        guard let resource = registry.resource(named: name) else { throw Failure(.internal, "no resource \(name)") }
        return resource
    }

    func reader() throws -> StoreReader { try set.makeReaders().reader(identity) }

    func document(_ name: String, _ id: Int64) throws -> String? {
        var bytes: [UInt8] = []
        let version = try reader().get(
            resource(name), id: id, within: RecordGuard(), into: &bytes, wants: { _ in true })
        return version == nil ? nil : String(decoding: bytes, as: UTF8.self)
    }

    func list(_ name: String, _ query: ListQuery = ListQuery()) throws -> (ids: [Int64], hasMore: Bool, json: String) {
        var bytes: [UInt8] = []
        let page = try reader().list(resource(name), query, into: &bytes)
        return (page.ids, page.hasMore, "[\(String(decoding: bytes, as: UTF8.self))]")
    }

    func count(_ name: String, _ query: ListQuery = ListQuery()) throws -> Int64 {
        try reader().count(resource(name), query)
    }

    /// The rows of a query on the database file itself, columns joined by blanks.
    func rows(_ sql: String) throws -> [String] {
        let database = try Database(path: set.path(of: 1), access: .readOnly)
        let statement = try database.prepare(sql)
        var rows: [String] = []
        while try statement.step() {
            rows.append((0..<statement.columnCount).map { statement.string($0) }.joined(separator: " "))
        }
        return rows
    }

    func events() throws -> [String] { try rows("SELECT topic,record,version FROM events ORDER BY seq") }
}

/// What a write left, carried through its response.
struct Written: Sendable {
    let id: Int64
    let version: Int64
    let document: String

    init(_ response: HTTPResponse) {
        let numbers = String(decoding: response.headerLines, as: UTF8.self).split(separator: " ").compactMap {
            Int64($0)
        }
        id = numbers.first ?? 0
        version = numbers.last ?? 0
        document = String(decoding: response.body, as: UTF8.self)
    }

    static func reply(_ result: WriteResult) -> WriteReply {
        WriteReply(
            response: HTTPResponse(
                status: 200, headerLines: Array("\(result.id) \(result.version)".utf8), body: result.document),
            target: "\(result.id)")
    }

    /// The source text of the value at a path such as `items[1].price`.
    subscript(path: String) -> String? { literal(in: document, at: path) }

    func ids(_ path: String, count: Int) -> [Int64] {
        (0..<count).map { self["\(path)[\($0)].id"].flatMap { Int64($0) } ?? 0 }
    }
}

/// The source text of the value at a path in a JSON text, or nil.
func literal(in json: String, at path: String) -> String? {
    let document = JSONDocument()
    return Array(json.utf8).withUnsafeBytes { bytes in
        guard (try? document.parse(bytes)) != nil else { return nil }
        var value = document.root
        for step in path.split(whereSeparator: { $0 == "." || $0 == "[" || $0 == "]" }) {
            if let index = Int(step) {
                guard index < value.count, let element = Array(value.elements)[safe: index] else { return nil }
                value = element
            } else {
                guard let member = value.members.first(where: { $0.key.elementsEqual(step.utf8) }) else { return nil }
                value = member.value
            }
        }
        return String(decoding: value.literal, as: UTF8.self)
    }
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}

/// Waits for one outcome, for a bounded time.
final class Answer: Sendable {
    private let outcome = Mutex<(result: Result<HTTPResponse, Failure>, isRepeat: Bool)?>(nil)
    private let count = Mutex(0)
    private let arrived = DispatchSemaphore(value: 0)

    @Sendable func take(_ result: Result<HTTPResponse, Failure>, _ isRepeat: Bool) {
        outcome.withLock { $0 = (result, isRepeat) }
        count.withLock { $0 += 1 }
        arrived.signal()
    }

    /// The outcome; `.deadline` with a text of its own if there is none within a minute.
    func wait() -> Result<HTTPResponse, Failure> {
        guard arrived.wait(timeout: .now() + 60) == .success, let outcome = outcome.withLock({ $0 }) else {
            return .failure(Failure(.deadline, "the test waited in vain"))
        }
        // For whoever asks again.
        arrived.signal()
        return outcome.result
    }

    var isRepeat: Bool { outcome.withLock { $0?.isRepeat ?? false } }
    /// How often it was completed: once, or something is wrong.
    var completions: Int { count.withLock { $0 } }
}

extension Result where Failure == StoaCore.Failure, Success == HTTPResponse {
    var status: UInt16 {
        switch self {
        case .success(let response): response.status
        case .failure(let failure): failure.status
        }
    }
}

extension Failure {
    /// Issues as `field message`.
    var texts: [String] { issues.map { "\($0.field) \($0.message)" } }
}

/// Holds a worker thread until it is opened, so that what is queued meanwhile becomes one batch.
final class Gate: Sendable {
    private let entered = DispatchSemaphore(value: 0)
    private let opened = DispatchSemaphore(value: 0)

    func pass() {
        entered.signal()
        _ = opened.wait(timeout: .now() + 60)
    }

    func waitUntilReached() -> Bool { entered.wait(timeout: .now() + 60) == .success }
    func open() { opened.signal() }
}

extension TestStore {
    /// Queues all of `works` while the writer is busy, so that they share transactions; returns when all are answered.
    func batch(_ works: [(key: IdempotencyKey?, perform: Perform)]) -> [Answer] {
        let gate = Gate()
        let first = Answer()
        set.submit(
            work(complete: first.take) { _ in
                gate.pass()
                return WriteReply(response: HTTPResponse(status: 200), target: "")
            })
        _ = gate.waitUntilReached()
        let answers = works.map { _ in Answer() }
        for (one, answer) in zip(works, answers) {
            set.submit(work(key: one.key, complete: answer.take, perform: one.perform))
        }
        gate.open()
        _ = first.wait()
        for answer in answers { _ = answer.wait() }
        return answers
    }
}
