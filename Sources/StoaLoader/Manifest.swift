internal import StoaJSON

/// Why a module is not served.
///
/// The text says what is wrong, with both values, and what to do.
package struct Refusal: Error, Sendable, Equatable {
    package let module: String
    package let message: String

    package init(_ module: String, _ message: String) {
        self.module = module
        self.message = message
    }
}

/// A module that another one goes without where it is not loaded.
package struct OptionalDependency: Sendable, Equatable {
    /// A version condition, which a loaded one must meet.
    let version: String
    /// Its resources that the other one hooks into or reads bodies of.
    ///
    /// Stated, because who declares a resource cannot be known while its module is absent.
    let resources: [String]
}

/// What stands beside a library: who it is and what it needs, readable without running any of its code.
package struct Manifest: Sendable, Equatable {
    package var id = ""
    package var version = ""
    package var title = ""
    /// "major.minor" of the ABI it was built against.
    package var abi = ""
    package var libraryFile = "module.so"
    /// Lower-case hex of the library's SHA-256; empty in a manifest that has not been packed.
    package var librarySHA256 = ""
    /// Interface id to the size of the table that the module was built with.
    package var requires: [String: Int] = [:]
    /// Module id to a version condition, ">=1.0" or "*".
    package var depends: [String: String] = [:]
    /// Module id to what is used of it if it is there.
    package var optional: [String: OptionalDependency] = [:]
    /// Resources of other modules that must be there.
    package var resources: [String] = []
    /// Services of other modules that must be there.
    package var services: [String] = []
    /// Other modules' resources that it may use: "read" or "write".
    package var recordCapabilities: [String: String] = [:]
    /// The server does not start without it.
    package var isEssential = false
    /// Declarations in canonical form, as packed; empty in a manifest that has not been packed.
    package var declares: [UInt8] = []

    package init() {}

    /// Reads a manifest; `name` stands for the module in errors until its id is known.
    package init(parsing bytes: [UInt8], name: String) throws(Refusal) {
        let document = JSONDocument()
        do {
            try bytes.withUnsafeBufferPointer { (bytes) throws(JSONError) in
                try document.parse(UnsafeRawBufferPointer(bytes), limits: JSONLimits(depth: 32, nodes: 200_000))
            }
        } catch {
            throw Refusal(name, "its manifest \(error.message)")
        }
        // Strings without escapes point into `bytes`, so they are read while it is pinned.
        let read = bytes.withUnsafeBytes { _ in Result { () throws(Refusal) in try Self.read(document.root, name) } }
        self = try read.get()
    }

    private static func read(_ root: JSONValue, _ name: String) throws(Refusal) -> Manifest {
        guard root.kind == .object else { throw Refusal(name, "its manifest is not a JSON object") }
        guard root.member("manifest")?.int == 1 else {
            throw Refusal(name, "its manifest has not \"manifest\": 1, the only version this server reads")
        }
        var manifest = Manifest()
        manifest.id = try text(root, "id", name)
        guard isModuleID(manifest.id) else {
            throw Refusal(
                name,
                "its id \"\(manifest.id)\" is not of the form a-z, 0-9, \".\", \"_\" and \"-\", at most 63 characters")
        }
        manifest.version = try text(root, "version", name)
        manifest.abi = try text(root, "abi", name)
        manifest.title = root.member("title")?.text() ?? ""
        manifest.isEssential = root.member("essential")?.bool ?? false
        if let library = root.member("library") {
            manifest.libraryFile = library.member("file")?.text() ?? manifest.libraryFile
            manifest.librarySHA256 = library.member("sha256")?.text() ?? ""
        }
        // The library lies beside its manifest and nowhere else.
        guard !manifest.libraryFile.isEmpty, !manifest.libraryFile.contains("/") else {
            throw Refusal(manifest.id, "its library file \"\(manifest.libraryFile)\" is not a plain file name")
        }
        if let requires = root.member("requires") {
            for (key, value) in requires.members {
                guard let size = value.int else {
                    throw Refusal(manifest.id, "\"requires\" must map interface ids to sizes")
                }
                manifest.requires[String(decoding: key, as: UTF8.self)] = Int(size)
            }
        }
        manifest.depends = texts(root.member("depends"))
        manifest.optional = try optional(root.member("optional_depends"), manifest.id)
        manifest.recordCapabilities = texts(root.member("capabilities")?.member("records"))
        manifest.resources = list(root.member("resources"))
        manifest.services = list(root.member("services"))
        if let declares = root.member("declares") { manifest.declares = minified(declares.literal) }
        return manifest
    }

    private static func text(_ root: JSONValue, _ key: StaticString, _ name: String) throws(Refusal) -> String {
        guard let text = root.member(key)?.text(), !text.isEmpty else {
            throw Refusal(name, "its manifest has no \"\(key)\"")
        }
        return text
    }

    private static func optional(
        _ value: JSONValue?, _ name: String
    ) throws(Refusal) -> [String: OptionalDependency] {
        guard let value else { return [:] }
        var result: [String: OptionalDependency] = [:]
        for (key, value) in value.members {
            let id = String(decoding: key, as: UTF8.self)
            guard let version = value.member("version")?.text(), let resources = value.member("resources"),
                resources.kind == .array, resources.elements.allSatisfy({ $0.kind == .string })
            else {
                throw Refusal(
                    name,
                    "states the optional module \(id) in a form that cannot be read: write {\"version\": \">=1.0\", \"resources\": [\"thing\"]}"
                )
            }
            result[id] = OptionalDependency(version: version, resources: list(resources))
        }
        return result
    }

    private static func texts(_ value: JSONValue?) -> [String: String] {
        guard let value, value.kind == .object else { return [:] }
        var result: [String: String] = [:]
        for (key, value) in value.members { result[String(decoding: key, as: UTF8.self)] = value.text() ?? "*" }
        return result
    }

    private static func list(_ value: JSONValue?) -> [String] {
        guard let value, value.kind == .array else { return [] }
        return value.elements.compactMap { $0.text() }
    }

    static func isModuleID(_ id: String) -> Bool {
        guard let first = id.utf8.first, UInt8(ascii: "a")...UInt8(ascii: "z") ~= first, id.utf8.count <= 63 else {
            return false
        }
        return id.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }

    /// JSON without white space between tokens, so that laying a manifest out anew changes nothing.
    static func minified(_ json: UnsafeRawBufferPointer) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(json.count)
        var isInString = false
        var isEscaped = false
        for byte in json {
            if isInString {
                out.append(byte)
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
            } else if byte != 0x20, byte != 0x0a, byte != 0x0d, byte != 0x09 {
                out.append(byte)
                isInString = byte == UInt8(ascii: "\"")
            }
        }
        return out
    }
}
