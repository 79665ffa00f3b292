import StoaLoader
import StoaRecords
import Testing

extension LoaderTests {
    /// Modules that go without others.
    @Suite struct Optionals {
        @Test func `what is said about an absent optional module is left out`() throws {
            let report = try ModuleFolder("optional_hook").load()
            #expect(report.refused == [])
            #expect(report.registry.modules.flatMap(\.hooks).isEmpty)
            #expect(report.registry.modules.flatMap(\.inputs).isEmpty)
        }

        @Test func `an optional module that is there comes first, and everything about it counts`() throws {
            let folder = try ModuleFolder("optional_hook")
            try folder.add("good_minimal", as: "zzz")
            let report = try folder.load()
            #expect(report.loaded.map(\.id) == ["good_minimal", "optional_hook"])
            #expect(report.registry.modules.flatMap(\.hooks).map(\.resource) == ["thing"])
            #expect(report.registry.modules.flatMap(\.inputs).map(\.name) == ["remark"])
        }

        @Test(arguments: [
            (
                "\"thing\"", "\"other\"",
                "reads \"remark\" in bodies of \"thing\", which no loaded module declares: install the module that does"
            ),
            (
                "{\"version\": \">=1.0\", \"resources\": [\"thing\"]}", "\">=1.0\"",
                "states the optional module good_minimal in a form that cannot be read: write {\"version\": \">=1.0\", \"resources\": [\"thing\"]}"
            ),
        ])
        func `what is not stated as optional is needed`(old: String, new: String, reason: String) throws {
            let folder = try ModuleFolder("optional_hook")
            try folder.edit("optional_hook", old, new)
            #expect(try folder.load().refused.map(\.message) == [reason])
        }

        @Test func `an optional module of another version is refused`() throws {
            let folder = try ModuleFolder("good_minimal", "optional_hook")
            try folder.edit("optional_hook", ">=1.0", ">=2")
            #expect(
                try folder.refusal(of: "optional_hook")
                    == "needs the module good_minimal >=2, 1.0.0 is there: update one of them")
        }

        @Test(arguments: ["create_fails", "activate_fails"])
        func `an optional module that fails takes nobody along`(name: String) throws {
            let folder = try ModuleFolder(name, "optional_hook")
            try folder.edit("optional_hook", "good_minimal", name)
            let report = try folder.load()
            #expect(report.refused.map(\.module) == [name])
            #expect(report.loaded.map(\.id) == ["optional_hook"])
        }

        @Test func `optional modules that wait for each other go round in a circle`() throws {
            let folder = try ModuleFolder("cyclic_a", "cyclic_b")
            try folder.edit(
                "cyclic_a", "\"depends\": {\"cyclic_b\": \">=1.0\"}",
                "\"optional_depends\": {\"cyclic_b\": {\"version\": \"*\", \"resources\": []}}")
            #expect(try folder.load().refused.map(\.module) == ["cyclic_a", "cyclic_b"])
        }
    }
}
