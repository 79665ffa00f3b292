import CStoaABI

/// One reason why a write was refused: what kind, which field, and a sentence that continues the field's name.
public struct Failure: Equatable, Sendable {
    /// What kind of refusal it is; the kernel turns it into the HTTP status.
    public struct Code: Equatable, Sendable {
        let status: stoa_rc

        init(_ constant: Int) {
            status = stoa_rc(constant)
        }

        init(status: stoa_rc) {
            self.status = status
        }

        /// Cannot be parsed (400).
        public static let bad = Code(STOA_E_BAD)
        /// The actor may not do this (403).
        public static let forbidden = Code(STOA_E_FORBIDDEN)
        /// There is no such record (404).
        public static let notFound = Code(STOA_E_NOT_FOUND)
        /// The record's state does not allow it (409).
        public static let conflict = Code(STOA_E_CONFLICT)
        /// What the client expects is not what is stored (412).
        public static let stale = Code(STOA_E_STALE)
        /// Understood, and refused by a rule (422).
        public static let invalid = Code(STOA_E_INVALID)
        /// The host answered something that the contract does not allow, or the module is wrong (500).
        public static let broken = Code(STOA_E_INTERNAL)
    }

    /// What kind of refusal it is.
    public let code: Code
    /// A path as the client wrote it (`name`, `parts[2].price`), or empty for the record as a whole.
    public let field: String
    /// Continues the field's name: `can't be blank`.
    public let message: String

    /// Creates a failure of `field`.
    public init(_ code: Code = .invalid, _ field: String, _ message: String) {
        self.code = code
        self.field = field
        self.message = message
    }
}

/// What rules and handlers throw: every issue that was found, so that a client can correct all of them at once.
///
///     var failures = Failures()
///     if draft.name.isEmpty { failures.add("name", "can't be blank") }
///     try failures.throwIfAny()
///
/// With a single reason `throw .invalid("name", "can't be blank")` is shorter.
public struct Failures: Error, Equatable, Sendable {
    /// The issues in the order they were found.
    ///
    /// Empty if the host already holds the reason.
    public private(set) var issues: [Failure] = []
    /// What the host answered, where a host call failed.
    let hostCode: Failure.Code?

    /// Creates an empty list to add to.
    public init() {
        hostCode = nil
    }

    init(_ issue: Failure) {
        issues = [issue]
        hostCode = nil
    }

    init(host code: Failure.Code) {
        hostCode = code
    }

    /// The kind of the first issue; it becomes the status of the answer.
    public var code: Failure.Code {
        hostCode ?? issues.first?.code ?? .broken
    }

    /// Adds a refusal of `field`; see ``Failure`` for the form of its arguments.
    public mutating func add(_ field: String, _ message: String, code: Failure.Code = .invalid) {
        issues.append(Failure(code, field, message))
    }

    /// Throws the list unless it is empty.
    public func throwIfAny() throws(Failures) {
        guard issues.isEmpty else { throw self }
    }

    /// A refusal by a rule (422).
    public static func invalid(_ field: String, _ message: String) -> Failures {
        Failures(Failure(.invalid, field, message))
    }

    /// A refusal because of the record's state (409).
    public static func conflict(_ field: String, _ message: String) -> Failures {
        Failures(Failure(.conflict, field, message))
    }

    /// A refusal because what the client expects is not what is stored (412).
    public static func stale(_ field: String, _ message: String) -> Failures {
        Failures(Failure(.stale, field, message))
    }

    /// The actor may not do this (403).
    public static func forbidden(_ field: String, _ message: String) -> Failures {
        Failures(Failure(.forbidden, field, message))
    }

    /// There is no such record (404).
    public static func notFound(_ message: String) -> Failures {
        Failures(Failure(.notFound, "", message))
    }

    @usableFromInline static let broken = Failures(host: .broken)
}
