internal import COpenSSL
internal import CStoaABI
internal import CStoaSystem
internal import Glibc

/// A module's library, checked and then loaded from the very bytes that were checked.
struct Library {
    /// Larger files are no modules.
    private static let bytesMax = 256 << 20

    let module: String
    let entry: stoa_entry_fn

    /// Reads the file once, checks it, and loads that copy.
    ///
    /// Never unloaded: the Swift runtime keeps pointers into it.
    init(path: String, manifest: Manifest) throws(Refusal) {
        module = manifest.id
        let bytes = try Library.read(path, module: module)
        try ElfCheck(module: module, bytes: bytes).run()
        if !manifest.librarySHA256.isEmpty {
            let actual = Library.sha256(bytes)
            guard actual == manifest.librarySHA256 else {
                throw Refusal(
                    module,
                    "its library has the SHA-256 \(actual), its manifest says \(manifest.librarySHA256): pack it again, or get an undamaged copy"
                )
            }
        }
        let file = stoa_sealed_file(manifest.id, bytes, bytes.count)
        guard file >= 0 else { throw Refusal(module, "the system gives no memory for its library") }
        // The descriptor stays open: the dynamic linker knows libraries by path, and a number used twice would be taken
        // for the library that had it first.
        dlerror()
        guard let handle = dlopen("/proc/self/fd/\(file)", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) else {
            throw Refusal(module, "its library cannot be loaded: \(Library.lastError(path))")
        }
        guard let symbol = dlsym(handle, STOA_ENTRY_SYMBOL) else {
            throw Refusal(
                module,
                "its library exports no \(STOA_ENTRY_SYMBOL): build it with STOA_MODULE defined and the entry exported")
        }
        entry = unsafeBitCast(symbol, to: stoa_entry_fn.self)
    }

    static func read(_ path: String, module: String) throws(Refusal) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw Refusal(module, "its library \(path) cannot be opened: \(String(cString: strerror(errno)))")
        }
        defer { close(file) }
        var info = stat()
        guard fstat(file, &info) == 0, info.st_size <= bytesMax else {
            throw Refusal(module, "its library \(path) is larger than \(bytesMax >> 20) MiB")
        }
        var bytes = [UInt8](repeating: 0, count: Int(info.st_size))
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeMutableBytes {
                pread(file, $0.baseAddress.map { $0 + done }, $0.count - done, off_t(done))
            }
            guard count > 0 else { throw Refusal(module, "its library \(path) cannot be read") }
            done += count
        }
        return bytes
    }

    static func sha256(_ bytes: [UInt8]) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
        return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The dynamic linker's words, with the path instead of the anonymous file's.
    private static func lastError(_ path: String) -> String {
        guard let message = dlerror() else { return "unknown error" }
        let text = String(cString: message)
        guard let range = text.range(of: "/proc/self/fd/") else { return text }
        let rest = text[range.upperBound...].drop { $0.isNumber }
        return path + rest
    }
}

extension String {
    /// The first occurrence of `part`.
    fileprivate func range(of part: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
            start = index(after: start)
        }
        return nil
    }
}

/// What the head of an ELF file tells before the dynamic linker sees it.
struct ElfCheck {
    let module: String
    let bytes: [UInt8]

    #if arch(x86_64)
    private static let machine: (code: UInt16, name: String) = (62, "x86_64")
    #else
    private static let machine: (code: UInt16, name: String) = (183, "aarch64")
    #endif

    func run() throws(Refusal) {
        guard bytes.count > 64, bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]) else {
            throw Refusal(module, "its library is not an ELF file")
        }
        let machine = UInt16(bytes[18]) | UInt16(bytes[19]) << 8
        guard bytes[4] == 2, machine == Self.machine.code else {
            throw Refusal(
                module,
                "its library is for machine \(machine) (\(bytes[4] == 2 ? 64 : 32) bit), this server runs on \(Self.machine.name) (\(Self.machine.code), 64 bit): build it for this machine"
            )
        }
        guard bytes[16] == 3 else { throw Refusal(module, "its library is not a shared object: link it with -shared") }
    }
}
