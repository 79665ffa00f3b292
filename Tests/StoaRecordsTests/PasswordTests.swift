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
