import Glibc

/// Where to listen, as the command line says it: `host:port`.
struct ListenAddress {
    /// As it was written, so that the address that is announced can be recognised.
    let host: String
    let port: Int

    init(_ text: String) throws {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { throw CommandFailure("--listen must be host:port, such as 127.0.0.1:8080") }
        host = String(text[..<colon])
        self.port = port
    }

    /// Calls `body` with the first address that the host's name stands for.
    func withSocketAddress<T>(_ body: (addrinfo) throws -> T) throws -> T {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let name = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        let code = getaddrinfo(name, "\(port)", &hints, &found)
        guard code == 0, let found else {
            throw CommandFailure("\(host):\(port): cannot listen: \(String(cString: gai_strerror(code)))")
        }
        defer { freeaddrinfo(found) }
        return try body(found.pointee)
    }
}
