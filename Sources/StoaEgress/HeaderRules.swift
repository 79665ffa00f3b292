/// What may be sent as a header that somebody else chose.
public enum HeaderRules {
    /// More lines than these are refused.
    public static let countMax = 64
    /// Longer names are refused.
    public static let nameBytesMax = 256
    /// Longer values are refused.
    public static let valueBytesMax = 8 * 1024
    /// All names and values together.
    public static let totalBytesMax = 16 * 1024

    /// The first problem among `headers`, or nil if all can be sent.
    ///
    /// `reserved` are further names that their author may not set, such as those of a signature, in lower case. A
    /// request is checked again when it is sent; ask earlier to refuse a setting while its author is there to be told.
    public static func problem(in headers: [EgressHeader], reserved: Set<String> = []) -> HeaderProblem? {
        guard headers.count <= countMax else { return .tooMany }
        var names = Set<String>(minimumCapacity: headers.count)
        var bytes = 0
        for header in headers {
            guard isToken(header.name) else { return .name }
            let name = header.name.lowercased()
            guard !isDenied(name), !reserved.contains(name) else { return .notAllowed(name) }
            guard names.insert(name).inserted else { return .twice(name) }
            guard isFieldValue(header.value) else { return .value(name) }
            bytes += name.utf8.count + header.value.utf8.count
        }
        return bytes <= totalBytesMax ? nil : .tooLarge
    }

    /// Names that decide where a message ends, whom it is for and what becomes of its connection; they are the
    /// client's own, and two of them are how requests are smuggled (RFC 9112 section 11.2).
    private static let denied: Set = [
        "host", "content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "te", "trailer",
        "expect", "http2-settings",
    ]

    private static func isDenied(_ name: String) -> Bool {
        denied.contains(name) || name.hasPrefix("proxy-")
    }

    /// RFC 9110 section 5.6.2.
    private static func isToken(_ name: String) -> Bool {
        (1...nameBytesMax).contains(name.utf8.count) && name.utf8.allSatisfy { tokenBytes[Int($0)] }
    }

    private static let tokenBytes: [Bool] = {
        let alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~"
        var table = [Bool](repeating: false, count: 256)
        for byte in alphabet.utf8 { table[Int(byte)] = true }
        return table
    }()

    /// RFC 9110 section 5.5 without the bytes beyond ASCII, which receivers read in different ways.
    private static func isFieldValue(_ value: String) -> Bool {
        guard value.utf8.count <= valueBytesMax, let first = value.utf8.first, let last = value.utf8.last else {
            return value.isEmpty
        }
        guard !isBlank(first), !isBlank(last) else { return false }
        return value.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == UInt8(ascii: "\t") }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}

/// Why a list of headers is not sent.
public enum HeaderProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// More than `HeaderRules.countMax`.
    case tooMany
    /// More than `HeaderRules.totalBytesMax`.
    case tooLarge
    /// A name that is no token, or too long.
    case name
    /// A value with line ends, control characters, bytes beyond ASCII or blanks around it, or too long.
    case value(String)
    /// A name that its author may not set.
    case notAllowed(String)
    /// A name that occurs again.
    case twice(String)

    /// A clause that continues "headers", as in "headers *must not contain host*".
    public var description: String {
        switch self {
        case .tooMany: "must be at most \(HeaderRules.countMax)"
        case .tooLarge: "must have at most \(HeaderRules.totalBytesMax) bytes together"
        case .name: "must have names of letters, digits and hyphens"
        case .value(let name):
            "must have printable ASCII values of at most \(HeaderRules.valueBytesMax) bytes, unlike \(name)"
        case .notAllowed(let name): "must not contain \(name)"
        case .twice(let name): "must not contain \(name) twice"
        }
    }
}
