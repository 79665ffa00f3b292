internal import Glibc
internal import StoaJSON

/// Puts a library and its completed manifest into a folder that a server can load.
package enum ModulePacker {
    /// Reads the hand-written `manifest`, loads `library` to learn what it declares, and writes `directory` with
    /// `manifest.json`, `module.so` and, if there is one beside the manifest, `demo.json`.
    ///
    /// Nothing is written unless all of it is in order.
    package static func pack(manifest path: String, library: String, into directory: String) throws(Refusal) {
        let name = String(path.split(separator: "/").last ?? "")
        let source = try Library.read(path, module: name)
        var manifest = try Manifest(parsing: source, name: name)
        // Packing again is no comparison with what was packed before.
        manifest.librarySHA256 = ""
        manifest.declares = []
        let bytes = try Library.read(library, module: manifest.id)
        var candidate = try ModuleCandidate(manifest, directory: directory)
        try candidate.load(library)
        let demo = try demo(beside: path, module: manifest.id)
        let packed = complete(source, library: bytes, declares: DeclarationWriter.json(candidate.declaration))
        makeFolder(directory)
        try write(bytes, to: directory + "/module.so", module: manifest.id)
        if let demo {
            try write(demo, to: directory + "/demo.json", module: manifest.id)
        } else {
            unlink(directory + "/demo.json")
        }
        try write(packed, to: directory + "/manifest.json", module: manifest.id)
    }

    /// The requests that fill a demo store, or nil if the module has none.
    private static func demo(beside manifest: String, module: String) throws(Refusal) -> [UInt8]? {
        let folder = manifest.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        let file = (folder + ["demo.json"]).joined(separator: "/")
        guard access(file, F_OK) == 0 else { return nil }
        let bytes = try Library.read(file, module: module)
        let document = JSONDocument()
        do {
            try bytes.withUnsafeBufferPointer { (bytes) throws(JSONError) in
                try document.parse(UnsafeRawBufferPointer(bytes))
            }
        } catch {
            throw Refusal(module, "its demo.json \(error.message)")
        }
        guard document.root.kind == .array else {
            throw Refusal(module, "its demo.json is not a JSON array of requests")
        }
        return bytes
    }

    /// Makes the folder and those above it; what cannot be made shows when the first file is written.
    private static func makeFolder(_ path: String) {
        for end in path.indices.dropFirst() where path[end] == "/" { mkdir(String(path[..<end]), 0o755) }
        mkdir(path, 0o755)
    }

    /// The source's members, with `library` and `declares` as they are now.
    private static func complete(_ source: [UInt8], library: [UInt8], declares: [UInt8]) -> [UInt8] {
        let document = JSONDocument()
        var out: [UInt8] = Array("{".utf8)
        source.withUnsafeBytes { bytes in
            guard (try? document.parse(bytes)) != nil else { return }
            for (key, value) in document.root.members
            where !key.elementsEqual("library".utf8) && !key.elementsEqual("declares".utf8) {
                out.append(contentsOf: "\n  ".utf8)
                out.appendJSONString(key)
                out.append(contentsOf: ": ".utf8)
                out.append(contentsOf: value.literal)
                out.append(UInt8(ascii: ","))
            }
        }
        out.append(
            contentsOf: "\n  \"library\": {\"file\": \"module.so\", \"sha256\": \"\(Library.sha256(library))\"},".utf8)
        out.append(contentsOf: "\n  \"declares\": ".utf8)
        out.append(contentsOf: declares)
        out.append(contentsOf: "\n}\n".utf8)
        return out
    }

    static func write(
        _ bytes: [UInt8], to path: String, module: String
    ) throws(Refusal) {
        let temporary = path + ".new"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else {
            throw Refusal(module, "\(temporary) cannot be written: \(String(cString: strerror(errno)))")
        }
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress.map { $0 + done }, $0.count - done) }
            guard count > 0 else {
                close(file)
                throw Refusal(module, "\(temporary) cannot be written: \(String(cString: strerror(errno)))")
            }
            done += count
        }
        close(file)
        guard rename(temporary, path) == 0 else {
            throw Refusal(module, "\(path) cannot be replaced: \(String(cString: strerror(errno)))")
        }
    }
}
