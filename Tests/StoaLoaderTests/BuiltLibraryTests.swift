import Foundation
import Testing

extension LoaderTests {
    /// What `make build` leaves behind.
    @Suite struct BuiltLibraries {
        /// The first-party modules with the libraries that the package builds for them.
        private static let modules: [(folder: String, library: String)] = {
            let plugins = Repository.root + "/Plugins"
            let names = (try? FileManager.default.contentsOfDirectory(atPath: plugins)) ?? []
            return names.sorted().filter { FileManager.default.fileExists(atPath: "\(plugins)/\($0)/module.json") }
                .map { ("\(plugins)/\($0)", "\(Repository.products)/lib\($0)Module.so") }
        }()

        @Test func `a module's library shows its entry and nothing else`() throws {
            #expect(!Self.modules.isEmpty)
            for module in Self.modules {
                let symbols = try shell("nm -D --defined-only --format=posix '\(module.library)'")
                    .split(separator: "\n").compactMap { $0.split(separator: " ").first }
                #expect(symbols == ["stoa_module_entry"], "\(module.library)")
            }
        }

        /// The command finds modules beside itself, so it runs from a folder of its own.
        @Test func `what a module declares is what was reviewed`() throws {
            let folder = try ModuleFolder()
            let stoa = folder.path + "/stoa"
            try FileManager.default.copyItem(atPath: Repository.products + "/stoa", toPath: stoa)
            for module in Self.modules {
                let name = module.folder.split(separator: "/").last.map(String.init) ?? ""
                try shell(
                    "'\(stoa)' module pack '\(module.folder)/module.json' '\(module.library)' '\(folder.path)/modules/\(name)'"
                )
            }
            let shown = try shell("'\(stoa)' module inspect products --json")
            try Golden.check(shown, "inspect-products.json")
        }
    }
}

/// Output that is kept beside the tests.
private enum Golden {
    /// Compares JSON with the file `name`, laid out so that a difference reads well.
    ///
    /// With RECORD=1 in the environment it rewrites the file and fails, so that no run that records can pass.
    static func check(_ json: String, _ name: String, file: String = #filePath) throws {
        let url = URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("Goldens/\(name)")
        let value = try JSONSerialization.jsonObject(with: Data(json.utf8))
        let shown = try JSONSerialization.data(
            withJSONObject: value, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try (shown + Data("\n".utf8)).write(to: url)
            Issue.record("recorded \(name)")
            return
        }
        #expect(
            try Data(contentsOf: url) == shown + Data("\n".utf8),
            "\(name) differs: look at it after a run with RECORD=1")
    }
}
