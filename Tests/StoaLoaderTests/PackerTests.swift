import Foundation
import StoaLoader
import Testing

extension LoaderTests {
    /// What `stoa module pack` writes.
    @Suite struct Packing {
        @Test func `a packed module says what its library is and declares, and loads`() throws {
            let folder = try ModuleFolder("notes")
            try folder.pack("notes")
            let manifest = String(decoding: try folder.read("notes/manifest.json"), as: UTF8.self)
            #expect(manifest.contains(#""library": {"file": "module.so", "sha256": ""#))
            #expect(manifest.contains(#"{"name":"number","type":"ownID","flags":0"#))
            #expect(try folder.load().loaded.map(\.id) == ["notes"])
        }

        @Test func `packing again changes nothing`() throws {
            let folder = try ModuleFolder("notes")
            try folder.pack("notes")
            let first = try folder.read("notes/manifest.json")
            try folder.pack("notes")
            #expect(try folder.read("notes/manifest.json") == first)
        }

        @Test func `the demo content goes along, and goes when it is gone`() throws {
            let folder = try ModuleFolder("good_minimal")
            let demo = Array(#"[{"path":"things","body":{"name":"a"}}]"#.utf8)
            try folder.write(demo, to: "good_minimal/demo.json")
            let manifest = folder.path + "/good_minimal/manifest.json"
            let library = folder.path + "/good_minimal/module.so"
            let target = folder.path + "/deep/in/packed"
            try ModulePacker.pack(manifest: manifest, library: library, into: target)
            #expect(try folder.read("deep/in/packed/demo.json") == demo)
            try FileManager.default.removeItem(atPath: folder.path + "/good_minimal/demo.json")
            try ModulePacker.pack(manifest: manifest, library: library, into: target)
            #expect(!FileManager.default.fileExists(atPath: target + "/demo.json"))
        }

        @Test(arguments: [("[", "its demo.json "), ("{}", "its demo.json is not a JSON array of requests")])
        func `demo content that cannot be read is refused`(content: String, reason: String) throws {
            let folder = try ModuleFolder("good_minimal")
            try folder.write(Array(content.utf8), to: "good_minimal/demo.json")
            let refusal = #expect(throws: Refusal.self) { try folder.pack("good_minimal") }
            #expect(refusal?.message.hasPrefix(reason) == true)
        }

        @Test(arguments: ["no_entry", "unresolved_symbol", "unknown_flag_bit", "id_differs_from_manifest", "wrong_abi"])
        func `a module that could not be loaded is not written`(name: String) throws {
            let folder = try ModuleFolder(name)
            let target = folder.path + "/packed"
            #expect(throws: Refusal.self) {
                try ModulePacker.pack(
                    manifest: "\(folder.path)/\(name)/manifest.json", library: "\(folder.path)/\(name)/module.so",
                    into: target)
            }
            #expect(!FileManager.default.fileExists(atPath: target))
        }
    }
}
