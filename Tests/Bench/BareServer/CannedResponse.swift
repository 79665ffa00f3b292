import Glibc
import NIOCore
import NIOHTTP1

/// A response that was captured from a server.
struct CannedResponse: Sendable {
    struct Unreadable: Error {
        let path: String
    }

    let status: HTTPResponseStatus
    let headers: HTTPHeaders
    let body: ByteBuffer

    /// Parses head and body of a raw response.
    init(contentsOf path: String) throws(Unreadable) {
        guard let bytes = Self.read(path), let split = Self.endOfHead(bytes) else { throw Unreadable(path: path) }
        let lines = String(decoding: bytes[..<split], as: UTF8.self).split(separator: "\r\n")
        guard let code = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw Unreadable(path: path)
        }
        status = HTTPResponseStatus(statusCode: code)
        headers = HTTPHeaders(
            lines.dropFirst().map { line in
                let parts = line.split(separator: ":", maxSplits: 1)
                return (String(parts[0]), parts.count == 2 ? String(parts[1].drop(while: { $0 == " " })) : "")
            })
        body = ByteBuffer(bytes: bytes[(split + 4)...])
    }

    private static func endOfHead(_ bytes: [UInt8]) -> Int? {
        let end = Array("\r\n\r\n".utf8)
        return bytes.indices.first { bytes[$0...].starts(with: end) }
    }

    private static func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&block, 1, block.count, file), count > 0 { bytes += block[..<count] }
        return bytes
    }
}
