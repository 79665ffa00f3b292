import ArgumentParser
import StoaAuth
import StoaCore
import StoaLoader
import StoaREST
import StoaRecords

/// The command `stoa module`.
struct ModuleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "module", abstract: "Pack, inspect and switch modules.",
        subcommands: [
            List.self, Inspect.self, Verify.self, Pack.self, Stage.self, Rollback.self, Enable.self, Disable.self,
        ])

    /// Where modules are looked for.
    struct FolderOptions: ParsableArguments {
        @Option(name: .long, help: ArgumentHelp("The configuration file.", valueName: "file"))
        var config: String?
        @Option(name: .long, help: ArgumentHelp("A further folder of modules; may be repeated.", valueName: "dir"))
        var modules: [String] = []

        func report() throws -> LoadReport {
            let configuration = try Configuration(path: config)
            return try ExitCodes.refusing { () throws(Refusal) in
                try ModuleLoader.load(
                    directories: ModuleFolders.all(configuration, extra: modules), log: LogOutput.make(level: .error),
                    configuration: configuration.moduleSettings,
                    isWanted: { !configuration.disabledModules.contains($0) })
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the modules that a server would load, and those it would refuse.")

        @OptionGroup var folders: FolderOptions
        @Flag(name: .long, help: "Print one JSON object.")
        var json = false

        func run() async throws {
            let report = try folders.report()
            if json { return print(Output.json(report)) }
            for module in report.loaded { print("\(module.id)  \(module.version)  \(module.title)") }
            for refusal in report.refused { print("\(refusal.module)  REFUSED  \(refusal.message)") }
        }
    }

    struct Inspect: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what a module declares: routes, scopes, fields.")

        @Argument(help: "The module's id.")
        var id: String
        @OptionGroup var folders: FolderOptions
        @Flag(name: .long, help: "Print one JSON object.")
        var json = false

        func run() async throws {
            let report = try folders.report()
            guard let module = report.registry.modules.first(where: { $0.id == id }) else {
                guard let refusal = report.refused.first(where: { $0.module == id }) else {
                    throw CommandFailure("there is no module \(id)")
                }
                return try ExitCodes.refusing { () throws(Refusal) in throw refusal }
            }
            let operations = Operations.all(of: report.registry).filter { $0.module == id }
            if json { return print(Output.json(module, operations)) }
            print("\(module.id) \(module.version)  \(module.title)")
            for operation in operations {
                print(
                    "  \("\(operation.method)".uppercased())  \(operation.pattern)  \(operation.scope)  \(operation.title)"
                )
            }
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check one module folder as a server would; says why it would be refused.")

        @Argument(help: "The folder with manifest.json and the library.")
        var folder: String

        func run() async throws {
            let module = try ExitCodes.refusing { () throws(Refusal) in try ModuleVerifier.verify(folder) }
            print(
                Output.object([
                    ("module", .text(module.id)), ("version", .text(module.version)), ("verified", .flag(true)),
                ]))
        }
    }

    struct Pack: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Complete a manifest with the library's hash and declarations, ready to load.")

        @Argument(help: "The hand-written manifest.")
        var manifest: String
        @Argument(help: "The library.")
        var library: String
        @Argument(help: "The folder to write.")
        var folder: String

        func run() async throws {
            try ExitCodes.refusing { () throws(Refusal) in
                try ModulePacker.pack(manifest: manifest, library: library, into: folder)
            }
        }
    }

    /// The modules folder that is changed.
    struct ShelfOptions: ParsableArguments {
        @Option(
            name: .long,
            help: ArgumentHelp("The modules folder; the one beside the executable by default.", valueName: "dir"))
        var into: String?

        var shelf: ModuleShelf { ModuleShelf(into ?? ModuleFolders.executableFolder + "/modules") }
    }

    struct Stage: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Verify a module and put it into a modules folder, where the next start loads it.",
            discussion: "The version that was there before is kept, for `stoa module rollback`.")

        @Argument(help: "The folder with manifest.json and the library.")
        var folder: String
        @OptionGroup var target: ShelfOptions

        func run() async throws {
            let module = try ExitCodes.refusing { () throws(Refusal) in try target.shelf.stage(folder) }
            print(
                Output.object([
                    ("module", .text(module.id)), ("version", .text(module.version)),
                    ("folder", .text(module.directory)),
                ]))
        }
    }

    struct Rollback: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put back the version of a module that was there before the last stage; the next start loads it.")

        @Argument(help: "The module's id.")
        var id: String
        @OptionGroup var target: ShelfOptions

        func run() async throws {
            let module = try ExitCodes.refusing { () throws(Refusal) in try target.shelf.rollback(id) }
            print(Output.object([("module", .text(module.id)), ("version", .text(module.version))]))
        }
    }

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Switch a module on for a store.")

        @OptionGroup var target: SwitchTarget

        func run() async throws { try target.set(enabled: true) }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Switch a module off for a store; its data stays.")

        @OptionGroup var target: SwitchTarget

        func run() async throws { try target.set(enabled: false) }
    }

    struct SwitchTarget: ParsableArguments {
        @Argument(help: "The module's id.")
        var id: String
        @OptionGroup var data: DataOptions
        @Option(name: .long, help: ArgumentHelp("The store's name.", valueName: "name"))
        var store: String

        @OptionGroup var folders: FolderOptions

        func set(enabled: Bool) throws {
            let known = try KnownModules.all(data.data, folders)
            guard let isEssential = known[id] else {
                throw CommandFailure(
                    "there is no module \(id): known are \(known.keys.sorted().joined(separator: ", "))")
            }
            guard enabled || !isEssential else {
                throw CommandFailure("module \(id) is essential and cannot be switched off")
            }
            let platform = try Platform(directory: data.data, now: Clock.system.wallMicroseconds)
            guard let found = try platform.store(named: store) else {
                throw CommandFailure("there is no store named \(store)")
            }
            try platform.setModule(store: found.id, module: id, enabled: enabled)
            print(Output.object([("store", .text(store)), ("module", .text(id)), ("enabled", .flag(enabled))]))
        }
    }
}
