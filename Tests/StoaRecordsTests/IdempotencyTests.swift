import StoaCore
import StoaRecords
import Testing

/// What a server would derive from its secret.
let testSeal = Seal(key: [UInt8](repeating: 7, count: Seal.keyBytes))

struct IdempotencyTests {
    let store: TestStore

    init() throws { store = try TestStore(try sampleRegistry()) }

    private func key(_ text: String = "k", for request: UInt8 = 1) -> IdempotencyKey {
        IdempotencyKey(key: text, fingerprint: [request], seal: testSeal)
    }

    private func create(_ key: IdempotencyKey, actor: Int64 = 1) throws(Failure) -> Written {
        try Written(store.write(key: key, actor: actor, store.creating("supplier", #"{"name":"A"}"#)))
    }

    @Test func `A repeated request answers like the first and does nothing`() throws {
        let first = try create(key())
        let repeated = try create(key())
        #expect(repeated.id == first.id && repeated.document == first.document)
        #expect(try store.count("supplier") == 1)
        let answer = Answer()
        store.set.submit(
            store.work(key: key(), complete: answer.take, perform: store.creating("supplier", #"{"name":"A"}"#)))
        #expect(answer.wait().status == 200 && answer.isRepeat)
    }

    @Test func `The same key on another request is refused`() throws {
        _ = try create(key())
        let failure = store.refusal { () throws(Failure) in _ = try create(key(for: 2)) }
        #expect(failure?.texts == [" Idempotency-Key was used for another request"])
        #expect(try store.count("supplier") == 1)
    }

    @Test func `What is repeated or refused for its key is on the trail, as having changed nothing`() throws {
        let first = try create(key())
        _ = try create(key())
        _ = store.refusal { () throws(Failure) in _ = try create(key(for: 2)) }
        #expect(try store.rows("SELECT status,target FROM audit ORDER BY seq") == ["200 \(first.id)", "200 ", "422 "])
    }

    @Test func `A kept answer is not to be read without the seal`() throws {
        let made = try create(key())
        #expect(made.document.contains("\"name\""))
        let kept = try store.rows("SELECT hex(answer) FROM kept_answers").joined()
        for word in ["name", "HTTP", "Content-Type", "application/json"] {
            let hex = word.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined().uppercased()
            #expect(!kept.contains(hex))
        }
        let other = IdempotencyKey(
            key: "k", fingerprint: [1], seal: Seal(key: [UInt8](repeating: 8, count: Seal.keyBytes)))
        #expect(store.refusal { () throws(Failure) in _ = try create(other) }?.status == 500)
        #expect(try create(key()).id == made.id)
    }

    @Test func `A key belongs to its actor`() throws {
        _ = try create(key())
        _ = try create(key(), actor: 2)
        #expect(try store.count("supplier") == 2)
    }

    @Test func `A key lasts for a day`() throws {
        let first = try create(key())
        store.clock.advance(seconds: 24 * 3600 - 1)
        #expect(try create(key()).id == first.id)
        store.clock.advance(seconds: 62)
        #expect(try create(key(for: 2)).id != first.id)
        #expect(try store.count("supplier") == 2)
    }

    @Test func `Keys are forgotten too when the wall clock has stepped back`() throws {
        store.clock.stepWall(microseconds: 10 * 86_400_000_000)
        _ = try create(key("future"))
        store.clock.stepWall(microseconds: -20 * 86_400_000_000)
        _ = try create(key("past"))
        store.clock.stepWall(microseconds: 2 * 86_400_000_000)
        _ = try create(key("now"))
        #expect(try store.rows("SELECT key FROM kept_answers ORDER BY key") == ["future", "now"])
    }

    @Test func `Two requests of one key in one transaction are done once`() throws {
        let creating = store.creating("supplier", #"{"name":"A"}"#)
        let answers = store.batch([(key(), creating), (key(), creating), (key(for: 2), creating)])
        #expect(answers.map { $0.wait().status } == [200, 200, 422])
        #expect(answers.map(\.isRepeat) == [false, true, true])
        #expect(try store.count("supplier") == 1)
    }

    @Test func `A refused request may be repeated with its key`() throws {
        let refused = store.refusal { () throws(Failure) in
            try store.write(key: key(), store.creating("supplier", "{}"))
        }
        #expect(refused?.code == .invalid)
        #expect(throws: Never.self) { try create(key()) }
    }

    @Test func `A key survives a restart`() throws {
        let first = try create(key())
        store.set.close()
        let again = try TestStore(store.registry, in: store.folder)
        let repeated = try again.write(key: key(), again.creating("supplier", #"{"name":"A"}"#))
        #expect(Written(repeated).id == first.id)
    }
}
