import CStoaABI
import StoaCore
import StoaRecords
import Testing

@Suite struct PasswordTests {
    private func store(hooks: [Hook] = []) throws -> TestStore {
        let secret = field("secret", .password, min: 5, max: 40)
        return try TestStore(sampleRegistry(hooks: hooks, supplier: supplier(adding: [secret])))
    }

    private func kept(_ store: TestStore, _ id: Int64) throws -> String? {
        try store.rows("SELECT coalesce(f_secret,'') FROM r_supplier WHERE id=\(id)").first
    }

    @Test func `Only the hash of a password is kept, and nobody is shown it`() throws {
        let store = try store()
        let made = try store.create("supplier", #"{"name":"A","secret":"open sesame"}"#)
        let hash = try #require(try kept(store, made.id))
        #expect(PasswordHash.matches(Array("open sesame".utf8), hash))
        #expect(made["secret"] == nil && !made.document.contains("sesame"))
        #expect(try store.rows("SELECT payload FROM events").allSatisfy { !$0.contains("scrypt") })
    }

    @Test(arguments: ["null", "\"\""])
    func `Nothing sent leaves the password as it is`(nothing: String) throws {
        let store = try store()
        let made = try store.create("supplier", #"{"name":"A","secret":"open sesame"}"#)
        let hash = try kept(store, made.id)
        try store.update("supplier", made.id, "{\"secret\":\(nothing),\"name\":\"B\"}")
        #expect(try kept(store, made.id) == hash)
        try store.update("supplier", made.id, #"{"secret":"another one"}"#)
        #expect(try kept(store, made.id) != hash)
    }

    @Test(arguments: [
        (#""secret":"1234""#, "secret", "is too short (minimum is 5 characters)"),
        ("\"secret\":\"\(String(repeating: "x", count: 41))\"", "secret", "is too long (maximum is 40 characters)"),
        ("\"secret\":\"\(String(repeating: "x", count: 1_025))\"", "secret", "is too long (maximum is 1024 bytes)"),
        (#""secret":"open sesame","secret_confirmation":"close""#, "secret_confirmation", "doesn't match secret"),
    ])
    func `A password that will not do is refused`(members: String, field: String, message: String) throws {
        let store = try store()
        let refusal = store.refusal { () throws(Failure) in try store.create("supplier", "{\"name\":\"A\",\(members)}")
        }
        #expect(refusal?.issues == [Failure.Issue(field: field, message: message)])
    }

    @Test func `A request's passwords are hashed before its turn`() throws {
        let store = try store()
        let answer = Answer()
        let creation = store.creating("supplier", #"{"name":"A","secret":"open sesame"}"#)
        store.set.submit(store.work(complete: answer.take, perform: creation), hashing: [Array("open sesame".utf8)])
        let made = Written(try answer.wait().get())
        #expect(PasswordHash.matches(Array("open sesame".utf8), try #require(try kept(store, made.id))))
    }

    /// A rule that asks about passwords after the record is stored; `stops` says whether it gives up when it is not told.
    private func asking(_ questions: [(password: String, kept: String)], stops: Bool = true, _ notes: Notes) -> Hook {
        hook("supplier", .follow, .created) { context, _ in
            for question in questions {
                switch context.compare(Array(question.password.utf8), question.kept) {
                case .matches(let isSame): notes.add("\(isSame)")
                case .later:
                    notes.add("later")
                    if stops { return Int32(STOA_E_UNAVAILABLE) }
                case .tooMany: return Int32(STOA_E_TOO_LARGE)
                }
            }
            return 0
        }
    }

    @Test(arguments: [true, false]) func `A write that asks about a password runs again with the answer`(
        stops: Bool
    ) throws {
        let (notes, kept) = (Notes(), PasswordHash.make(Array("open sesame".utf8)))
        let store = try store(hooks: [asking([("open sesame", kept)], stops: stops, notes)])
        try store.create("supplier", #"{"name":"A"}"#)
        // A batch without savepoints is done twice to undo what was stored.
        #expect(notes.all.last == "true" && notes.all.dropLast().allSatisfy { $0 == "later" } && notes.all.count >= 2)
        for table in ["r_supplier", "audit", "events"] {
            #expect(try store.rows("SELECT count(*) FROM \(table)") == ["1"])
        }
    }

    @Test func `Wrong passwords and none that are kept are told alike`() throws {
        let (notes, kept) = (Notes(), PasswordHash.make(Array("open sesame".utf8)))
        let store = try store(hooks: [asking([("close", kept), ("close", "")], notes)])
        try store.create("supplier", #"{"name":"A"}"#)
        #expect(notes.all.suffix(2) == ["false", "false"] && notes.all.filter { $0 == "later" }.count >= 2)
    }

    @Test func `A write may ask about a few passwords only`() throws {
        let questions = (0...HashedPasswords.comparisonsMax).map { (password: "\($0)", kept: "") }
        let store = try store(hooks: [asking(questions, Notes())])
        let refusal = store.refusal { () throws(Failure) in try store.create("supplier", #"{"name":"A"}"#) }
        #expect(refusal?.code == .tooLarge)
        #expect(try store.rows("SELECT count(*) FROM r_supplier") == ["0"])
    }

    @Test func `Other writes go on while a password is compared`() throws {
        let (notes, kept) = (Notes(), PasswordHash.make(Array("open sesame".utf8)))
        let store = try store(hooks: [asking([("open sesame", kept)], notes)])
        let (first, busy) = (Answer(), Answer())
        // Nothing is compared before the threads for reads are free again.
        let gates = (0..<StoreSet.Options().readThreads).map { _ in Gate() }
        for gate in gates {
            store.set.submit(
                store.work(method: "GET", complete: busy.take) { _ throws(Failure) in
                    gate.pass()
                    return WriteReply(response: HTTPResponse(status: 200), target: "")
                })
        }
        store.set.submit(store.work(complete: first.take, perform: store.creating("supplier", #"{"name":"A"}"#)))
        try store.write { _ throws(Failure) in WriteReply(response: HTTPResponse(status: 200), target: "") }
        #expect(try store.rows("SELECT count(*) FROM r_supplier") == ["0"])
        for gate in gates { gate.open() }
        #expect(try first.wait().get().status == 200)
        #expect(notes.all.last == "true")
    }

    @Test func `Rules see the hash`() throws {
        let notes = Notes()
        let look = hook("supplier", .validate) { context, change in
            notes.add(context.text(change.draft, "secret") ?? "-")
            return 0
        }
        let store = try store(hooks: [look])
        try store.create("supplier", #"{"name":"A","secret":"open sesame","secret_confirmation":"open sesame"}"#)
        #expect(notes.all.count == 1 && notes.all[0].hasPrefix("$scrypt$"))
    }
}
