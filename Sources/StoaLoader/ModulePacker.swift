internal import Glibc
internal import StoaJSON

/// Puts a library and its completed manifest into a folder that a server can load.
public enum ModulePacker {
    /// Reads the hand-written `manifest`, loads `library` to learn what it declares, and writes `directory` with
    /// `manifest.json` and `module.so`. What was there before stays until everything is written.
    public static func pack(manifest path: String, library: String, into directory: String) throws(Refusal) {
        let name = String(path.split(separator: "/").last ?? "")
        let source = try Library.read(path, module: name)
        let manifest = try Manifest(parsing: source, name: name)
        let bytes = try Library.read(library, module: manifest.id)
        mkdir(directory, 0o755)
        try write(bytes, to: directory + "/module.so", module: manifest.id)
        try write(source, to: directory + "/manifest.json", module: manifest.id)
        var candidate = try ModuleCandidate(directory: directory)
        try candidate.load()
        let packed = complete(source, library: bytes, declares: DeclarationWriter.json(candidate.declaration))
        try write(packed, to: directory + "/manifest.json", module: manifest.id)
    }

    /// The source's members, with `library` and `declares` as they are now.
    private static func complete(_ source: [UInt8], library: [UInt8], declares: [UInt8]) -> [UInt8] {
        let document = JSONDocument()
        var out: [UInt8] = Array("{".utf8)
        source.withUnsafeBytes { bytes in
            guard (try? document.parse(bytes)) != nil else { return }
            for (key, value) in document.root.members where !key.elementsEqual("library".utf8) && !key.elementsEqual("declares".utf8) {
                out.append(contentsOf: "\n  ".utf8)
                out.appendJSONString(key)
                out.append(contentsOf: ": ".utf8)
                out.append(contentsOf: value.literal)
                out.append(UInt8(ascii: ","))
            }
        }
        out.append(contentsOf: "\n  \"library\": {\"file\": \"module.so\", \"sha256\": \"\(Library.sha256(library))\"},".utf8)
        out.append(contentsOf: "\n  \"declares\": ".utf8)
        out.append(contentsOf: declares)
        out.append(contentsOf: "\n}\n".utf8)
        return out
    }

    private static func write(
        _ bytes: [UInt8], to path: String, module: String
    ) throws(Refusal) {
        let temporary = path + ".new"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw Refusal(module, "\(temporary) cannot be written: \(String(cString: strerror(errno)))") }
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
