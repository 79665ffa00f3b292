import NIOCore

extension EgressRequest {
    /// Appends the complete request: head, framing and body.
    func write(to buffer: inout ByteBuffer, url: EgressURL, userAgent: String) {
        let headerBytes = headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
        buffer.reserveCapacity(
            minimumWritableBytes: url.target.utf8.count + url.authority.utf8.count + headerBytes + body.count + 192)
        buffer.writeString(method.rawValue)
        buffer.writeStaticString(" ")
        buffer.writeString(url.target)
        buffer.writeStaticString(" HTTP/1.1\r\n")
        Self.write("Host", url.authority, to: &buffer)
        for header in headers { Self.write(header.name, header.value, to: &buffer) }
        if !headers.contains(where: { $0.name.utf8.count == 10 && $0.name.lowercased() == "user-agent" }) {
            Self.write("User-Agent", userAgent, to: &buffer)
        }
        if method.expectsBody || !body.isEmpty { Self.write("Content-Length", "\(body.count)", to: &buffer) }
        buffer.writeStaticString("\r\n")
        buffer.writeBytes(body)
    }

    private static func write(_ name: String, _ value: String, to buffer: inout ByteBuffer) {
        buffer.writeString(name)
        buffer.writeStaticString(": ")
        buffer.writeString(value)
        buffer.writeStaticString("\r\n")
    }
}
