import NIOCore
import StoaCore

/// What a response owes to the request it answers.
struct ResponseFraming {
    /// What the response says about the connection's future.
    enum Connection {
        /// HTTP/1.1 keeps the connection unless told otherwise, so nothing is said.
        case stays
        /// HTTP/1.0 closes it unless told otherwise.
        case saysKeepAlive
        case closes
    }

    /// The request was HEAD: the header speaks of a body that is not sent.
    var omitsBody = false
    var connection = Connection.stays

    /// Appends the complete response, but for the rest of a long body, to `buffer`; `dateLine` is a header line.
    func write(_ response: HTTPResponse, dateLine: [UInt8], to buffer: inout ByteBuffer) {
        let allowsBody = response.status >= 200 && response.status != 204 && response.status != 304
        buffer.reserveCapacity(minimumWritableBytes: response.headerLines.count + response.body.count + 192)
        buffer.writeBytes(StatusLine.bytes(of: response.status))
        buffer.writeBytes(response.headerLines)
        buffer.writeBytes(dateLine)
        if allowsBody { Self.writeContentLength(response.body.count + (response.rest?.count ?? 0), to: &buffer) }
        switch connection {
        case .stays: buffer.writeStaticString("\r\n")
        case .saysKeepAlive: buffer.writeStaticString("Connection: keep-alive\r\n\r\n")
        case .closes: buffer.writeStaticString("Connection: close\r\n\r\n")
        }
        if allowsBody && !omitsBody { buffer.writeBytes(response.body) }
    }

    private static func writeContentLength(_ count: Int, to buffer: inout ByteBuffer) {
        buffer.writeStaticString("Content-Length: ")
        var divisor = 1
        while count / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            buffer.writeInteger(UInt8(ascii: "0") + UInt8(count / divisor % 10))
            divisor /= 10
        }
        buffer.writeStaticString("\r\n")
    }
}
