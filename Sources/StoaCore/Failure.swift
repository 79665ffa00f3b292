/// What a client is told when a request can't be done: a closed code, a sentence, and issues per field.
///
/// Carries no cause: the cause is logged at the edge with the request id, and the kernel alone renders a failure, one
/// way per dialect.
public struct Failure: Error, Sendable, Equatable {
    /// One thing that is wrong with one field.
    public struct Issue: Sendable, Equatable {
        /// Path as the client wrote it (`title`, `parts[2].price`), or empty for the record as a whole.
        public var field: String
        /// Continues the field's name, without its final stop: "can't be blank".
        public var message: String

        /// Names the field and what is wrong with it.
        public init(field: String, message: String) {
            self.field = field
            self.message = message
        }
    }

    /// What was looked for and not found, for dialects that show it.
    public struct Subject: Sendable, Equatable {
        /// Singular name of the resource.
        public var resource: String
        /// Identifier as text.
        public var id: String

        /// Names the resource and the identifier.
        public init(resource: String, id: String) {
            self.resource = resource
            self.id = id
        }
    }

    /// Decides the status and the name of the error.
    public var code: Code
    /// One sentence for the failure as a whole.
    public var message: String
    /// What is wrong, field by field; empty if no field is to blame.
    public var issues: [Issue]
    /// Set only by `notFound(resource:id:)`.
    public var subject: Subject?

    /// Describes a failure; without a message it says what the code means.
    public init(_ code: Code, _ message: String? = nil, issues: [Issue] = [], subject: Subject? = nil) {
        self.code = code
        self.message = message ?? code.entry.meaning
        self.issues = issues
        self.subject = subject
    }

    /// HTTP status.
    public var status: UInt16 { code.entry.status }

    /// Seconds for the header Retry-After, or nil if the answer has none.
    public var retryAfterSeconds: Int? {
        switch code {
        case .tooManyRequests(let retryAfterSeconds): max(1, retryAfterSeconds)
        // A worker is replaced in well under a second; two leave room for its first requests.
        case .unavailable: 2
        default: nil
        }
    }
}

extension Failure {
    /// The request can't be parsed; `message` is a whole sentence.
    public static func badRequest(_ message: String) -> Failure {
        Failure(.badRequest, message)
    }

    /// A rule refuses one field: `.invalid("title", "can't be blank")`.
    public static func invalid(_ field: String, _ message: String) -> Failure {
        invalid([Issue(field: field, message: message)])
    }

    /// Rules refuse several fields; the client sees every issue at once.
    public static func invalid(_ issues: [Issue]) -> Failure {
        Failure(.invalid, issues: issues)
    }

    /// No such record in this store.
    ///
    /// The same for ids of other stores and ids that never were.
    public static func notFound(resource: String, id: String) -> Failure {
        Failure(
            .notFound, "The requested \(resource) could not be found.", subject: Subject(resource: resource, id: id))
    }

    /// The credential lacks `scope`.
    public static func forbidden(scope: String) -> Failure {
        Failure(.forbidden(scope: scope), "This needs the scope \(scope), which the credential does not have.")
    }

    /// The request contradicts what is stored; `message` is a whole sentence.
    public static func conflict(_ message: String) -> Failure {
        Failure(.conflict, message)
    }

    /// The rate limit is spent.
    public static func tooManyRequests(retryAfterSeconds: Int) -> Failure {
        Failure(.tooManyRequests(retryAfterSeconds: retryAfterSeconds))
    }
}
