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
        return known.merging(remembered(directory)) { _, last in last }
    }

    /// Throws if a module that the server last loaded is refused now: a start goes on without it, but a server at work
    /// must not lose it by a change.
    static func checkNoneIsLost(_ report: LoadReport, in directory: String) throws {
        let served = remembered(directory)
        if let lost = report.refused.first(where: { served[$0.module] != nil }) { throw CommandFailure(lost) }
    }

    /// What the server last loaded, and whether it is essential.
    private static func remembered(_ directory: String) -> [String: Bool] {
        guard let bytes = try? TextFile.bytes(path(directory)) else { return [:] }
        var known: [String: Bool] = [:]
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
