internal import CStoaABI
internal import StoaRecords

/// A module on its way into the registry: its manifest first, its code only when that can be served.
struct ModuleCandidate {
    let directory: String
    let manifest: Manifest
    private(set) var declaration: ModuleDeclaration
    private(set) var instance: ModuleInstance?

    /// Reads and checks the manifest in `directory`.
    ///
    /// None of the module's code runs.
    init(directory: String) throws(Refusal) {
        let name = String(directory.split(separator: "/").last ?? "")
        let path = directory + "/manifest.json"
        try self.init(Manifest(parsing: Library.read(path, module: name), name: name), directory: directory)
    }

    /// A module whose manifest has been read.
    init(_ manifest: Manifest, directory: String) throws(Refusal) {
        try ModuleCandidate.check(manifest)
        self.directory = directory
        self.manifest = manifest
        declaration = ModuleDeclaration(id: manifest.id, version: manifest.version)
        declaration.title = manifest.title
        declaration.recordCapabilities = manifest.recordCapabilities
    }

    /// What the module says that it needs of the host.
    private static func check(_ manifest: Manifest) throws(Refusal) {
        guard manifest.abi.split(separator: ".").first.flatMap({ UInt32($0) }) == ABI.major else {
            throw Refusal(
                manifest.id,
                "was built for ABI \(manifest.abi), this kernel speaks \(ABI.text): use a build of the module for ABI \(ABI.major).x"
            )
        }
        guard Version(manifest.version) != nil else {
            throw Refusal(manifest.id, "has the version \"\(manifest.version)\", which is not of the form 1.2.3")
        }
        for (id, size) in manifest.requires.sorted(by: { $0.key < $1.key }) {
            guard let table = HostTables.all[id] else {
                throw Refusal(
                    manifest.id,
                    "needs \(id), which kernel \(ABI.kernelVersion) does not offer (it offers \(HostTables.all.keys.sorted().joined(separator: ", "))): update the kernel"
                )
            }
            guard size <= table.size else {
                throw Refusal(
                    manifest.id,
                    "needs \(id) of \(size) bytes, kernel \(ABI.kernelVersion) offers \(table.size): update the kernel, or use an older version of the module"
                )
            }
        }
    }

    /// Loads the library and reads its declarations.
    ///
    /// Runs the library's entry, which is pure, and nothing else of it.
    mutating func load() throws(Refusal) {
        try load(directory + "/" + manifest.libraryFile)
    }

    /// The same from a file of any name.
    mutating func load(_ path: String) throws(Refusal) {
        let library = try Library(path: path, manifest: manifest)
        guard let module = library.entry(ABI.current) else {
            throw Refusal(manifest.id, "its entry refused ABI \(ABI.text): use a build of the module for this kernel")
        }
        let described = CArray.copy(from: module, size: Int(module.pointee.size), zero: stoa_module())
        guard described.abi >> 16 == ABI.major else {
            throw Refusal(
                manifest.id,
                "its library was built for ABI \(described.abi >> 16).\(described.abi & 0xffff), this kernel speaks \(ABI.text)"
            )
        }
        guard described.id.text == manifest.id, described.version.text == manifest.version else {
            throw Refusal(
                manifest.id,
                "its library calls itself \(described.id.text ?? "?") \(described.version.text ?? "?"), its manifest \(manifest.id) \(manifest.version): pack it again"
            )
        }
        let instance = ModuleInstance(described)
        if let decl = described.decl {
            try DeclarationReader(module: manifest.id, instance: instance).read(decl, into: &declaration)
        }
        self.instance = instance
        let declared = DeclarationWriter.json(declaration)
        guard manifest.declares.isEmpty || manifest.declares == declared else {
            throw Refusal(
                manifest.id,
                "its library declares something else than its manifest: \(Difference.describe(manifest.declares, declared)): pack it again, and review the difference"
            )
        }
    }
}

extension ModuleCandidate {
    /// What it declares where only the modules `loaded` are served: nothing about resources of an optional one that is not.
    func declaration(among loaded: Set<String>) -> ModuleDeclaration {
        let absent = Set(manifest.optional.filter { !loaded.contains($0.key) }.flatMap(\.value.resources))
        guard !absent.isEmpty else { return declaration }
        var declaration = declaration
        declaration.hooks.removeAll { absent.contains($0.resource) }
        declaration.inputs.removeAll { absent.contains($0.resource) }
        return declaration
    }
}

/// Where two texts part, in words.
enum Difference {
    static func describe(_ expected: [UInt8], _ actual: [UInt8]) -> String {
        let common = zip(expected, actual).prefix { $0 == $1 }.count
        return "manifest has …\(excerpt(expected, common))…, library has …\(excerpt(actual, common))…"
    }

    private static func excerpt(_ bytes: [UInt8], _ position: Int) -> String {
        let start = max(0, position - 30)
        return String(decoding: bytes[start..<min(bytes.count, position + 30)], as: UTF8.self)
    }
}
