/// Why a document was refused, and where.
public struct JSONError: Error, Equatable, Sendable {
    /// The closed list of reasons.
    public enum Kind: Sendable {
        /// There is no value, only white space or nothing.
        case empty
        /// The input has more bytes than an offset on the tape can name.
        case tooLong
        /// The input starts with U+FEFF, which RFC 8259, section 8.1 forbids to send.
        case byteOrderMark
        /// The byte does not continue the grammar; misspelt numbers and literals are of this kind.
        case unexpectedCharacter
        /// The input ends inside a value.
        case unexpectedEnd
        /// Something other than white space follows the value.
        case trailingContent
        /// A string holds a character below U+0020 that is not escaped.
        case controlCharacter
        /// A backslash is followed by nothing that RFC 8259, section 7 knows.
        case invalidEscape
        /// A `\u` escape is half of a surrogate pair without its other half.
        case loneSurrogate
        /// A string holds `\u0000`, which is valid JSON but which databases refuse in text.
        case nulCharacter
        /// The bytes are not UTF-8 as of RFC 3629.
        case invalidUTF8
        /// The number rounds to infinity as a `Double`.
        case numberOutOfRange
        /// An object has the same key twice, be it spelled differently with escapes.
        case duplicateKey
        /// Arrays and objects are nested deeper than the limit.
        case tooDeep
        /// There are more values and keys than the limit.
        case tooManyNodes
    }

    /// The reason.
    public let kind: Kind

    /// The byte, counted from 0, at which the document went wrong; for a duplicate key its second opening quote.
    public let offset: Int

    /// The key or the limit that the message names; empty for the other kinds.
    private let detail: String

    init(_ kind: Kind, at offset: Int, detail: String = "") {
        self.kind = kind
        self.offset = offset
        self.detail = detail
    }

    /// The sentence for the client, which continues the name of what was parsed: "The body *is empty*".
    ///
    /// It may quote the start of a key of the document, so it is to be escaped like any other text.
    public var message: String {
        switch kind {
        case .empty: "is empty"
        case .tooLong: "is longer than \(detail) bytes"
        case .byteOrderMark: "is not valid JSON: it starts with a byte order mark"
        case .unexpectedCharacter: "is not valid JSON: unexpected character at byte \(offset)"
        case .unexpectedEnd: "is not valid JSON: unexpected end at byte \(offset)"
        case .trailingContent: "is not valid JSON: unexpected content after the value at byte \(offset)"
        case .controlCharacter: "is not valid JSON: unescaped control character at byte \(offset)"
        case .invalidEscape: "is not valid JSON: invalid escape at byte \(offset)"
        case .loneSurrogate: "is not valid JSON: half a surrogate pair at byte \(offset)"
        case .nulCharacter: "has the character U+0000 at byte \(offset)"
        case .invalidUTF8: "is not valid UTF-8 at byte \(offset)"
        case .numberOutOfRange: "has a number that is too large at byte \(offset)"
        case .duplicateKey: "has the key \"\(detail)\" twice"
        case .tooDeep: "is nested deeper than \(detail) levels"
        case .tooManyNodes: "has more than \(detail) values and keys"
        }
    }
}
