import StoaLoader
import StoaRecords
import Testing

extension LoaderTests {
    /// Which modules are served together, and in which order.
    @Suite struct Assemblies {
        @Test func `what is needed comes first, whatever the folders are called`() throws {
            let folder = try ModuleFolder("good_minimal", "cyclic_a")
            try folder.edit("cyclic_a", "cyclic_b", "good_minimal")
            let report = try folder.load()
            #expect(report.loaded.map(\.id) == ["good_minimal", "cyclic_a"])
            #expect(report.registry.resources.map(\.name) == ["thing", "alpha"])
        }

        @Test func `modules that need each other are all left out, and the others served`() throws {
            let report = try ModuleFolder("cyclic_a", "cyclic_b", "good_minimal").load()
            let reason = "depends on itself through cyclic_a, cyclic_b: remove one of these dependencies"
            #expect(report.refused == [Refusal("cyclic_a", reason), Refusal("cyclic_b", reason)])
            #expect(report.loaded.map(\.id) == ["good_minimal"])
        }

        @Test(arguments: [
            (">=1.0 <2", nil), ("*", nil), ("=1.0.0", nil), (">=1.0.0", nil), ("<=1", nil),
            (">=2", "needs the module good_minimal >=2, 1.0.0 is there: update one of them"),
            (
                "newest",
                "states the dependency good_minimal as \"newest\", which cannot be read: write \">=1.0\""
            ),
        ])
        func `a dependency's version must meet the condition`(condition: String, reason: String?) throws {
            let folder = try ModuleFolder("good_minimal", "cyclic_a")
            try folder.edit("cyclic_a", "\"cyclic_b\": \">=1.0\"", "\"good_minimal\": \"\(condition)\"")
            #expect(try folder.refusal(of: "cyclic_a") == reason)
        }

        @Test func `of two modules that declare one resource the second is left out`() throws {
            let report = try ModuleFolder("duplicate_resource_a", "duplicate_resource_b").load()
            #expect(
                report.refused == [
                    Refusal(
                        "duplicate_resource_b",
                        "declares resource \"thing\", which module \"duplicate_resource_a\" declares too: "
                            + "disable one of them or rename the resource")
                ])
            #expect(report.loaded.map(\.id) == ["duplicate_resource_a"])
        }

        @Test func `a module that is there twice is served once`() throws {
            let folder = try ModuleFolder("good_minimal")
            try folder.add("good_minimal", as: "second_copy")
            let report = try folder.load()
            #expect(
                report.refused == [
                    Refusal(
                        "good_minimal",
                        "is in \(folder.path)/second_copy and in \(folder.path)/good_minimal: remove one of them")
                ])
            #expect(report.loaded.map(\.id) == ["good_minimal"])
        }

        @Test(arguments: ["create_fails", "activate_fails", "unknown_flag_bit", "unresolved_symbol"])
        func `a module that fails takes those that need it along`(name: String) throws {
            let folder = try ModuleFolder(name, "cyclic_a", "cyclic_b")
            try folder.edit("cyclic_a", "cyclic_b", name)
            let report = try folder.load()
            #expect(report.loaded.isEmpty)
            #expect(report.refused.map(\.module) == [name, "cyclic_a", "cyclic_b"])
            #expect(
                report.refused.dropFirst().first?.message
                    == "needs the module \(name) >=1.0, which is not loaded: install it")
        }

        @Test func `a module whose resource is gone is left out too`() throws {
            let folder = try ModuleFolder("activate_fails", "cyclic_a")
            try folder.edit("cyclic_a", "\"depends\": {\"cyclic_b\": \">=1.0\"}", "\"resources\": [\"thing\"]")
            let report = try folder.load()
            #expect(report.loaded.isEmpty)
            #expect(
                report.refused.last
                    == Refusal(
                        "cyclic_a",
                        "needs the resource \"thing\", which no loaded module declares: install the module that does"))
        }

        @Test(arguments: [
            "wrong_abi", "missing_dependency", "create_fails", "activate_fails", "resource_without_scope",
        ])
        func `an essential module that cannot be served stops the start`(name: String) throws {
            let folder = try ModuleFolder(name)
            let reason = try folder.refusal(of: name)
            try folder.edit(name, "\"manifest\": 1", "\"manifest\": 1, \"essential\": true")
            let error = #expect(throws: Refusal.self) { try folder.load() }
            #expect(error?.module == name)
            #expect(error?.message == reason)
        }

        @Test func `a module that is not wanted is not looked at further`() throws {
            let report = try ModuleFolder("good_minimal", "no_entry").load { $0 != "no_entry" }
            #expect(report.refused == [])
            #expect(report.loaded.map(\.id) == ["good_minimal"])
        }

        @Test func `two libraries loaded in a row are really two`() throws {
            let folder = try ModuleFolder("good_minimal", "bigger_stride", "cyclic_a", "notes")
            try folder.edit(
                "bigger_stride", "\"manifest\": 1", "\"manifest\": 1, \"depends\": {\"good_minimal\": \"*\"}")
            try folder.edit("cyclic_a", "cyclic_b", "good_minimal")
            let first = try folder.load { ["good_minimal", "cyclic_a"].contains($0) }
            #expect(first.registry.modules.map(\.id) == ["good_minimal", "cyclic_a"])
            #expect(first.registry.resources.map(\.name) == ["thing", "alpha"])
            let second = try folder.load { $0 == "notes" }
            #expect(second.registry.resources.map(\.name) == ["note"])
        }

        @Test func `a module of a later minor version is read by what this kernel knows`() throws {
            let report = try ModuleFolder("bigger_stride").load()
            #expect(report.refused == [])
            let thing = try #require(report.registry.resource(named: "thing"))
            #expect(thing.fields.map(\.name) == ["name", "size"])
            #expect(thing.fields.map(\.type) == [.text, .integer])
            #expect(thing.fields.map(\.max) == [80, 99])
            #expect(thing.filters.map(\.parameter) == ["name"])
        }
    }
}
