import Glibc
import StoaJSON

/// Small files, read whole.
enum TextFile {
    struct ReadError: Error, CustomStringConvertible {
        let description: String
    }

    /// The file's content.
    ///
    /// Throws the system's words.
    static func bytes(_ path: String) throws(ReadError) -> [UInt8] {
        guard let file = fopen(path, "rbe") else { throw ReadError(description: String(cString: strerror(errno))) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            bytes += buffer[..<count]
            if count < buffer.count { break }
        }
        guard ferror(file) == 0 else { throw ReadError(description: "it cannot be read") }
        return bytes
    }

    /// Replaces the file's content, whole or not at all.
    static func write(_ bytes: [UInt8], to path: String) throws(ReadError) {
        guard let file = fopen(path + ".new", "wbe") else {
            throw ReadError(description: String(cString: strerror(errno)))
        }
        let isWritten = fwrite(bytes, 1, bytes.count, file) == bytes.count
        guard fclose(file) == 0, isWritten, rename(path + ".new", path) == 0 else {
            throw ReadError(description: String(cString: strerror(errno)))
        }
    }

    static func read(_ path: String) throws(ReadError) -> String {
        String(decoding: try bytes(path), as: UTF8.self)
    }
}

extension [UInt8] {
    /// Appends a JSON string.
    mutating func appendJSONText(_ text: String) { appendJSONString(text) }
}
