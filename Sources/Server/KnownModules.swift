import StoaJSON
import StoaLoader

/// The modules that can be switched: those that the folders hold, and those that the server last loaded.
enum KnownModules {
    private static func path(_ directory: String) -> String { "\(directory)/modules.json" }

    /// Leaves word of what is loaded, for commands that run beside the server.
    static func remember(_ report: LoadReport, in directory: String) throws {
        try TextFile.write(Array((Output.json(report) + "\n").utf8), to: path(directory))
    }

    /// Module ids, and whether each is essential.
    static func all(_ directory: String, _ folders: ModuleCommand.FolderOptions) throws -> [String: Bool] {
        var known: [String: Bool] = [:]
        for module in try folders.report().loaded { known[module.id] = module.isEssential }
        guard let bytes = try? TextFile.bytes(path(directory)) else { return known }
        let document = JSONDocument()
        bytes.withUnsafeBytes { bytes in
            guard (try? document.parse(bytes)) != nil, let loaded = document.root.member("loaded") else { return }
            for module in loaded.elements {
                guard let id = module.member("id")?.text() else { continue }
                known[id] = module.member("essential")?.bool ?? false
            }
        }
        return known
    }
}
