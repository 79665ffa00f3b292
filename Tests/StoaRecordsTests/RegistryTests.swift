import StoaRecords
import Testing

struct RegistryTests {
    private func message(_ supplier: ResourceDeclaration) -> String {
        do {
            _ = try sampleRegistry(supplier: supplier)
            return "accepted"
        } catch { return (error as? RegistryError)?.message ?? "\(error)" }
    }

    private static let refused: [(Field, String)] = [
        (field("contract2", .json, [.unique]), "makes \"contract2\" unique"),
        (field("fast", .bool, [.unique]), "makes \"fast\" unique"),
        (field("score", .float, [.unique]), "makes \"score\" unique"),
        (field("nick", .text, [.suffixed]), "gives suffixes to \"nick\""),
        (field("seen_at", .text, [.onUpdate]), "stamps \"seen_at\""),
        (field("place", .integer, [.position]), "orders by \"place\""),
        (field("size", .integer, min: 1), "bounds \"size\" from 1 to 0"),
        (field("size", .money, min: 5, max: 4), "bounds \"size\" from 5 to 4"),
        (field("name", .text), "declares the field \"name\" twice"),
        (field("due_at", .time, [.unfiltered]), "leaves \"due_at\" unfiltered"),
        (field("zone", .text, [.timeZone]), "says the store's time zone in \"zone\""),
        (field("token", .json, [.sealed]), "seals \"token\""),
        (field("token", .text, [.sealed, .unique]), "seals \"token\""),
        (field("token", .text, [.sealed, .transient]), "seals \"token\""),
        (field("token", .text, [.sealed, .owner]), "seals \"token\""),
        (field("token", .text, [.key]), "has the key \"token\": that takes a unique"),
        (field("token", .integer, [.key, .unique, .readOnly]), "has the key \"token\": that takes a unique"),
        (field("token", .text, [.key, .unique, .readOnly], target: "code"), "which is no stored link"),
        (field("token", .text, [.key, .unique, .readOnly], target: "none"), "which is no stored link"),
        (field("label_id", .ownID, [.linked, .below], target: "box"), "takes a linked field"),
        (field("id", .integer), "declares the field \"id\" twice"),
        (field("Name", .text), "whose name is not of the form"),
        (field("size", .integer, initial: "\"x\""), "gives \"size\" the initial value"),
        (field("size", .integer, initial: "{"), "gives \"size\" the initial value"),
        (field("first", .firstChild, target: "items"), "takes \"first\" from \"items\""),
        (field("slug", .handle, target: "rating"), "makes the handle \"slug\" from \"rating\""),
        (field("things", .children, target: "item"), "which is no resource with the parent"),
    ]

    @Test(arguments: refused)
    func `A field that cannot work is refused with its name`(field: Field, text: String) {
        let message = message(supplier(adding: [field]))
        #expect(message.contains(text), "\(message)")
    }

    private static let filters: [(Filter, String)] = [
        (Filter("limit", "name", .equal), "has a filter named \"limit\""),
        (Filter("x", "none", .equal), "filters by \"none\""),
        (Filter("x", "welcome", .equal), "filters by \"welcome\""),
        (Filter("x", "rating", .contains), "searches within \"rating\""),
        (Filter("x", "signed_at", .presence), "without its three words"),
        (Filter("x", "grade", .words), "with words that are not of the form"),
        (Filter("x", "grade", .words, words: ["good=grade"]), "with words that are not of the form"),
        (Filter("x", "grade", .words, words: ["=grade:A"]), "with words that are not of the form"),
        (Filter("x", "grade", .words, words: ["all", "good=grade:A,D"]), "whose word \"good\" stands for values"),
        (Filter("x", "grade", .words, words: ["heavy=rating:5"]), "whose word \"heavy\" stands for values"),
    ]

    @Test(arguments: filters)
    func `A filter that cannot work is refused with its name`(filter: Filter, text: String) {
        #expect(message(supplier(filters: [filter])).contains(text))
    }

    @Test func `Nothing else may know what is sealed`() {
        let token = field("token", .text, [.sealed])
        #expect(message(supplier(adding: [token])) == "accepted")
        for filter in [Filter("token", "token", .equal), Filter("state", "grade", .words, words: ["x=token:a"])] {
            #expect(message(supplier(adding: [token], filters: [filter])).contains("seals \"token\""))
        }
        var within = field("serial_number", .integer, [.unique])
        within.within = ["token"]
        for other in [within, field("slug", .handle, target: "token")] {
            #expect(message(supplier(adding: [token, other])).contains("seals \"token\""))
        }
    }

    @Test func `A child that no field of its parent holds is refused, and so is one that two fields hold`() {
        var hidden = box()
        hidden.fields.removeAll { $0.type == .children || $0.type == .firstChild }
        #expect(throws: RegistryError.self) { try sampleRegistry(box: hidden) }
        #expect(throws: RegistryError.self) {
            try sampleRegistry(box: box(adding: [field("more", .children, target: "item")]))
        }
    }

    @Test func `A hook needs its resource to be a root, and for PREPARE its module's own`() {
        #expect(throws: RegistryError.self) { try sampleRegistry(hooks: [hook("none", .validate) { _, _ in 0 }]) }
        #expect(throws: RegistryError.self) { try sampleRegistry(hooks: [hook("item", .validate) { _, _ in 0 }]) }
        var other = ModuleDeclaration(id: "other", version: "1.0.0")
        other.hooks = [hook("box", .prepare, module: "other") { _, _ in 0 }]
        #expect(throws: RegistryError.self) { try sampleRegistry(others: [other]) }
        other.hooks = [hook("box", .validate, module: "other") { _, _ in 0 }]
        #expect(throws: Never.self) { try sampleRegistry(others: [other]) }
    }

    @Test(arguments: [("name", true), ("none", false), ("secret_note", false)])
    func `A facet leaves out only fields that its answers would have`(field: String, isPossible: Bool) {
        var resource = supplier()
        resource.facets = [
            Facet(
                "best", plural: "bests", title: "The best.", field: "grade", value: "A", verbs: .all, without: [field])
        ]
        let registry = try? sampleRegistry(supplier: resource)
        #expect((registry != nil) == isPossible)
    }

    private static let changes: [@Sendable (inout ResourceDeclaration) -> Void] = [
        { $0.fields.append(field("extra", .text)) }, { $0.fields[13] = field("hidden_note", .text, [.hidden]) },
        { $0.fields[2].flags = [] }, { $0.fields[6] = field("lead_time_days", .float) }, { $0.fields.swapAt(0, 2) },
        { $0.filters.append(Filter("note", "secret_note", .contains)) }, { $0.typeName = "Vendor" },
    ]

    @Test(arguments: changes.indices)
    func `The digest changes with whatever tables and documents depend on`(index: Int) throws {
        var changed = supplier()
        Self.changes[index](&changed)
        #expect(try sampleRegistry(supplier: changed).digest != sampleRegistry().digest)
    }

    @Test func `The digest does not change with what only people read`() throws {
        var changed = supplier()
        changed.title = "Someone who delivers."
        changed.fields[0].title = "What people call it."
        #expect(try sampleRegistry(supplier: changed).digest == sampleRegistry().digest)
    }
}

struct TopicTests {
    @Test(arguments: ["supplier.updated", "suppliers/update", "supplier/updated", "suppliers/updated"])
    func `A topic is known under the names of every document`(name: String) throws {
        #expect(try sampleRegistry().topic(named: name)?.name == "supplier.updated")
    }
}

struct FilterWordTests {
    @Test func `An index serves every field that a filter's words compare`() throws {
        let words = Filter("state", "code", .words, words: ["all", "good=grade:A,B", "named=kind:named"])
        let resource = supplier(adding: [field("kind", .text)], filters: [words])
        let store = try TestStore(sampleRegistry(supplier: resource))
        try store.create("supplier", #"{"name":"A"}"#)
        let indexes = try store.rows("SELECT name FROM sqlite_master WHERE type='index' AND tbl_name='r_supplier'")
        #expect(Set(indexes).isSuperset(of: ["r_supplier_grade", "r_supplier_kind"]))
    }
}

struct UnfilteredTests {
    @Test(arguments: [true, false])
    func `A time has filters and an index unless it is unfiltered`(isFiltered: Bool) throws {
        let time = field("counted_at", .time, isFiltered ? [.onUpdate] : [.onUpdate, .unfiltered])
        let store = try TestStore(sampleRegistry(supplier: supplier(adding: [time])))
        let filters = try store.resource("supplier").filters.map(\.parameter).filter { $0.hasPrefix("counted_at") }
        #expect(filters == (isFiltered ? ["counted_at_min", "counted_at_max"] : []))
        try store.create("supplier", #"{"name":"A"}"#)
        let indexes = try store.rows("SELECT name FROM sqlite_master WHERE type='index' AND sql LIKE '%counted_at%'")
        #expect(indexes.isEmpty != isFiltered)
    }
}
