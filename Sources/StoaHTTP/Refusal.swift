import StoaCore

/// An answer that the front door gives itself; the connection is closed after it.
struct Refusal: Error {
    let status: UInt16
    let sentence: String

    static func malformed(_ sentence: String) -> Self { Self(status: 400, sentence: sentence) }

    static let unreadable = malformed("The request is not valid HTTP/1.1.")
    static let tooSlow = Self(status: 408, sentence: "The request did not arrive in time.")
    static let bodyTooLarge = Self(status: 413, sentence: "The request body is too large.")
    static let targetTooLong = Self(status: 414, sentence: "The request target is too long.")
    static let encodedBody = Self(status: 415, sentence: "Compressed request bodies are not supported.")
    static let unknownExpectation = Self(status: 417, sentence: "Only the expectation 100-continue is supported.")
    static let headerTooLarge = Self(status: 431, sentence: "The request header is too large.")
    static let tooManyPipelined = Self(status: 503, sentence: "Too many requests wait on this connection.")
    static let tooManyConnections = Self(status: 503, sentence: "Too many connections are open.")
    static let tooManyLongBodies = Self(status: 503, sentence: "Too many long bodies are on their way.")
    static let noAnswer = Self(status: 503, sentence: "The request was not answered in time.")

    /// The JSON body of all dialects' general errors, under a request id of its own.
    ///
    /// The client's own request id is not echoed: the head may be what is wrong.
    var response: HTTPResponse {
        var generator = SystemRandomNumberGenerator()
        var lines = "Content-Type: application/json; charset=utf-8\r\n"
        lines += "X-Request-Id: \(RandomUUID.text(using: &generator))\r\n"
        if status == 503 { lines += "Retry-After: 1\r\n" }
        return HTTPResponse(
            status: status, headerLines: Array(lines.utf8), body: Array("{\"errors\":\"\(sentence)\"}".utf8))
    }
}
