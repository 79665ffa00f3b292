import StoaCore
import StoaRecords
import Testing

/// A ticket is named by its own token, a supplier by each tag that links to it.
private func registry(nested: Verbs = []) throws -> Registry {
    var tags = ModuleDeclaration(id: "tags", version: "1.0.0")
    var tag = resource(
        "tag", "tags",
        [
            field("label", .text, [.key, .unique, .readOnly], target: "supplier_id"),
            field("supplier_id", .reference, [.linked, .below], target: "supplier"), field("given", .text),
        ])
    tag.nestedVerbs = nested
    let ticket = resource(
        "ticket", "tickets", [field("token", .text, [.key, .unique, .readOnly]), field("given", .text)])
    tags.resources = [tag, ticket]
    // What only a rule can set.
    tags.hooks = [("tag", "label"), ("ticket", "token")].map { name, key in
        hook(name, .prepare, [.created], module: "tags") { context, change in
            context.set(change.draft, key, context.text(change.draft, "given") ?? "")
        }
    }
    return try sampleRegistry(others: [tags])
}

extension TestStore {
    fileprivate func id(_ resource: String, named key: String) throws -> Int64? {
        try reader().id(of: self.resource(resource), named: key)
    }

    fileprivate func name(_ resource: String, _ id: Int64) throws -> String {
        let resource = try self.resource(resource)
        let response = try write { transaction throws(Failure) in
            WriteReply(
                response: HTTPResponse(status: 200, body: Array(try transaction.name(of: resource, id: id).utf8)),
                target: "")
        }
        return String(decoding: response.body, as: UTF8.self)
    }
}

@Suite struct KeyTests {
    @Test func `a key of its own names a record, letter by letter`() throws {
        let store = try TestStore(registry())
        let made = try store.create("ticket", #"{"given":"t-Ada","token":"mine"}"#)
        #expect(try store.id("ticket", named: "t-Ada") == made.id)
        #expect(try store.name("ticket", made.id) == "t-Ada")
        for other in ["t-ada", "t-Ad", "", "mine", "\(made.id)"] {
            #expect(try store.id("ticket", named: other) == nil, "\(other)")
        }
    }

    @Test func `every key that links to a record names it, and what links elsewhere now names that`() throws {
        let store = try TestStore(registry())
        let one = try store.create("supplier", #"{"name":"1"}"#)
        let two = try store.create("supplier", #"{"name":"2"}"#)
        let first = try store.create("tag", "{\"given\":\"a\",\"supplier_id\":\(one.id)}")
        try store.create("tag", "{\"given\":\"b\",\"supplier_id\":\(one.id)}")
        #expect(try ["a", "b"].map { try store.id("supplier", named: $0) } == [one.id, one.id])
        #expect(try store.name("supplier", one.id) == "a")
        try store.update("tag", first.id, "{\"supplier_id\":\(two.id)}")
        #expect(try ["a", "b"].map { try store.id("supplier", named: $0) } == [two.id, one.id])
        try store.delete("supplier", one.id)
        #expect(try store.id("supplier", named: "b") == nil)
    }

    @Test func `a write by a key that nobody has is 404`() throws {
        let store = try TestStore(registry())
        let supplier = try store.resource("supplier")
        let refusal = store.refusal { () throws(Failure) in
            try store.write { transaction throws(Failure) in
                _ = try transaction.id(of: supplier, named: "nobody")
                return WriteReply(response: HTTPResponse(status: 200), target: "")
            }
        }
        #expect(refusal?.status == 404)
    }

    @Test func `records are named in one way, and nothing is served below what a key names`() throws {
        let twice = supplier(adding: [
            field("token", .text, [.key, .unique, .readOnly]), field("other", .text, [.key, .unique, .readOnly]),
        ])
        #expect(throws: RegistryError.self) { try sampleRegistry(supplier: twice) }
        #expect(throws: RegistryError.self) { try registry(nested: .list) }
    }
}
