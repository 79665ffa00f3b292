/// Prebuilt status lines: "HTTP/1.1 200 OK" and CRLF.
enum StatusLine {
    /// The line of a status; one of no known name gets an empty reason, which RFC 9112 section 4 allows.
    static func bytes(of status: UInt16) -> [UInt8] {
        let index = Int(status) - 100
        guard lines.indices.contains(index) else { return line(status: Int(status)) }
        return lines[index]
    }

    private static let lines = (100..<600).map(line)

    private static func line(status: Int) -> [UInt8] {
        Array("HTTP/1.1 \(status) \(reasons[status] ?? "")\r\n".utf8)
    }

    private static let reasons = [
        100: "Continue", 200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 206: "Partial Content",
        301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified", 307: "Temporary Redirect",
        308: "Permanent Redirect", 400: "Bad Request", 401: "Unauthorized", 402: "Payment Required",
        403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable",
        408: "Request Timeout", 409: "Conflict", 410: "Gone", 411: "Length Required", 412: "Precondition Failed",
        413: "Content Too Large", 414: "URI Too Long", 415: "Unsupported Media Type", 417: "Expectation Failed",
        422: "Unprocessable Content", 423: "Locked", 425: "Too Early", 428: "Precondition Required",
        429: "Too Many Requests", 430: "Security Rejection", 431: "Request Header Fields Too Large",
        500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
        504: "Gateway Timeout", 507: "Insufficient Storage",
    ]
}
