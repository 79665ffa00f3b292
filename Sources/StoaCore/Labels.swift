/// The words that a record is tagged with, as one comma-separated text carries them.
///
/// Trimmed, without empty ones, each once whatever its case; the first spelling and the sequence are kept.
public struct Labels: Sendable, Equatable {
    /// A record has no more labels than this.
    public static let countMax = 250
    /// A label is no longer than this, in Unicode scalars.
    public static let charactersMax = 255

    /// In the sequence they were written.
    public let words: [String]

    /// Reads comma-separated labels.
    ///
    /// Throws `.invalid` for `field` if there are too many or one is too long.
    public init(parsing text: String, field: String) throws(Failure) {
        var words: [String] = []
        var seen: Set<String> = []
        // By bytes: walking scalars costs three times as much, and a comma is never part of another character.
        for part in text.utf8.split(separator: UInt8(ascii: ",")) {
            let word = Self.trim(Substring(part))
            guard !word.isEmpty, seen.insert(CaseFold.fold(String(word))).inserted else { continue }
            guard word.utf8.count <= Self.charactersMax || word.unicodeScalars.count <= Self.charactersMax else {
                throw .invalid(field, "has a label of more than \(Self.charactersMax) characters")
            }
            guard words.count < Self.countMax else { throw .invalid(field, "has more than \(Self.countMax) labels") }
            words.append(String(word))
        }
        self.words = words
    }

    /// The labels as they are stored and shown: "a, b".
    public var text: String { words.joined(separator: ", ") }

    /// Whether a label is among them, whatever its case.
    public func contains(_ word: String) -> Bool {
        let folded = CaseFold.fold(word)
        return words.contains { CaseFold.fold($0) == folded }
    }

    private static func trim(_ text: Substring) -> Substring {
        guard let first = text.utf8.first, let last = text.utf8.last else { return text }
        guard isBlank(first) || isBlank(last) else { return text }
        let scalars = text.unicodeScalars
        guard let end = scalars.lastIndex(where: { !isSpace($0) }) else { return text.prefix(0) }
        return Substring(scalars[...end].drop(while: isSpace))
    }

    /// The byte is, or may be a part of, white space.
    private static func isBlank(_ byte: UInt8) -> Bool { byte <= 0x20 || byte >= 0x80 }

    /// Unicode's tables are asked only about what is not ASCII: they cost more than everything else here.
    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.isASCII else { return scalar.properties.isWhitespace }
        return scalar == " " || ("\t"..."\r").contains(scalar)
    }
}
