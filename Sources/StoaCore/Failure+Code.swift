extension Failure {
    /// Every kind of failure that a client can meet.
    public enum Code: Sendable, Equatable {
        case badRequest
        case unauthenticated
        case forbidden(scope: String)
        case notFound
        case methodNotAllowed
        case notAcceptable
        case conflict
        case gone
        case stale
        case tooLarge
        case unsupportedMediaType
        case invalid
        case locked
        case tooManyRequests(retryAfterSeconds: Int)
        case `internal`
        case unsupported
        case unavailable
        case deadline
        case insufficientStorage
    }
}

extension Failure.Code {
    /// One row of the error reference.
    public struct Entry: Sendable, Equatable {
        /// Upper-case name, as dialects with named errors show it.
        public let name: String
        /// HTTP status; no two codes share one.
        public let status: UInt16
        /// One sentence for the reference page, and the message of a failure that was given none.
        public let meaning: String

        init(_ name: String, _ status: UInt16, _ meaning: String) {
            self.name = name
            self.status = status
            self.meaning = meaning
        }
    }

    /// Every code once, by ascending status, for the generated reference page.
    public static let all: [Entry] = codes.map(\.entry)

    /// Upper-case name, `RESOURCE_NOT_FOUND`.
    public var name: String { entry.name }

    /// The code with this HTTP status, without a payload (no scope, one second to wait), or nil if there is none.
    ///
    /// For statuses that come from a module, which reports failures as numbers.
    public init?(status: UInt16) {
        guard let code = Self.codes.first(where: { $0.entry.status == status }) else { return nil }
        self = code
    }

    /// Name, status and meaning.
    public var entry: Entry {
        switch self {
        case .badRequest: Entry("BAD_REQUEST", 400, "The request can't be parsed.")
        case .unauthenticated: Entry("UNAUTHORIZED", 401, "The credential is missing, unknown or revoked.")
        case .forbidden: Entry("INSUFFICIENT_SCOPE", 403, "The credential lacks the scope that this needs.")
        case .notFound: Entry("RESOURCE_NOT_FOUND", 404, "There is nothing here by this name or id.")
        case .methodNotAllowed: Entry("METHOD_NOT_ALLOWED", 405, "The path exists, but not with this method.")
        case .notAcceptable: Entry("NOT_ACCEPTABLE", 406, "None of the media types in Accept can be sent.")
        case .conflict: Entry("CONFLICT", 409, "The request contradicts what is stored.")
        case .gone: Entry("VERSION_RETIRED", 410, "This version of the API is past its end of life.")
        case .stale: Entry("PRECONDITION_FAILED", 412, "The record has changed since it was read.")
        case .tooLarge: Entry("PAYLOAD_TOO_LARGE", 413, "The request is larger than the limit.")
        case .unsupportedMediaType:
            Entry("UNSUPPORTED_MEDIA_TYPE", 415, "The body's Content-Type or Content-Encoding is not supported.")
        case .invalid: Entry("VALIDATION_FAILED", 422, "The request was understood, but a rule refuses it.")
        case .locked: Entry("RESOURCE_LOCKED", 423, "The record is locked by a running operation.")
        case .tooManyRequests: Entry("RATE_LIMITED", 429, "The rate limit is spent; retry after the given seconds.")
        case .internal: Entry("INTERNAL_ERROR", 500, "The server failed; quote the request id when you report it.")
        case .unsupported: Entry("NOT_IMPLEMENTED", 501, "This server does not offer it.")
        case .unavailable: Entry("UNAVAILABLE", 503, "The server can't answer now; retry after the given seconds.")
        case .deadline: Entry("DEADLINE_EXCEEDED", 504, "The request took longer than its deadline.")
        case .insufficientStorage: Entry("STORAGE_FULL", 507, "There is no room left to store it.")
        }
    }

    private static let codes: [Failure.Code] = [
        .badRequest, .unauthenticated, .forbidden(scope: ""), .notFound, .methodNotAllowed, .notAcceptable, .conflict,
        .gone, .stale, .tooLarge, .unsupportedMediaType, .invalid, .locked, .tooManyRequests(retryAfterSeconds: 1),
        .internal, .unsupported, .unavailable, .deadline, .insufficientStorage,
    ]
}
