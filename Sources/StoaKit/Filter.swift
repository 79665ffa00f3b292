import CStoaABI

/// A query parameter of a resource's lists and counts.
///
///     Filter("vendor")
///     Filter("name_like", .contains, of: "name")
///     Filter("due_min", .atLeast, of: "due_at")
///     Filter("status", .oneOf, initial: "open")
public struct Filter {
    /// How a parameter selects.
    public struct Kind: Sendable {
        let code: UInt32
        let words: String

        private init(_ code: Int, words: String = "") {
            self.code = UInt32(code)
            self.words = words
        }

        /// The same value.
        public static let equal = Kind(STOA_FILTER_EQUAL)
        /// A substring, whatever the case.
        public static let contains = Kind(STOA_FILTER_CONTAINS)
        /// At or above the value.
        public static let atLeast = Kind(STOA_FILTER_MIN)
        /// At or below the value.
        public static let atMost = Kind(STOA_FILTER_MAX)
        /// One of a comma-separated list of values.
        public static let oneOf = Kind(STOA_FILTER_ONE_OF)
        /// Selects among the records that the field `link` of this resource points to: those that one of this resource
        /// with that value links to.
        ///
        /// The parameter belongs to their lists. One of the two fields must be unique within the other.
        public static func through(_ link: String) -> Kind {
            Kind(STOA_FILTER_THROUGH, words: link)
        }
        /// Selects among the records of all attachable resources: those with an attachment whose text `key` is
        /// `<resource>.<what follows the parameter>` and whose field is the value.
        ///
        /// The parameter is a prefix, `notes.`; the attachment's `link` must be unique within the key and the field.
        public static func throughKey(_ link: String, key: String) -> Kind {
            Kind(STOA_FILTER_THROUGH_KEY, words: "\(link)|\(key)")
        }
        /// Whether the field has a value: the parameter's words for set, unset and either.
        public static func presence(set: String, unset: String, either: String = "any") -> Kind {
            Kind(STOA_FILTER_PRESENCE, words: "\(set)|\(unset)|\(either)")
        }
        /// One of the parameter's own words.
        public static func words(_ words: Word...) -> Kind {
            Kind(STOA_FILTER_WORDS, words: words.map(\.text).joined(separator: "|"))
        }
    }

    /// A word of a parameter, and what it stands for.
    ///
    ///     Filter("state", .words(Word("all"), Word("open", "phase", is: "new", "begun")))
    public struct Word: Sendable {
        let text: String

        /// Stands for all records.
        public init(_ word: String) {
            text = word
        }

        /// Stands for the records with one of these values of a text field.
        public init(_ word: String, _ field: String, is values: String...) {
            text = "\(word)=\(field):\(values.joined(separator: ","))"
        }
    }

    let parameter: String
    let kind: Kind
    let field: String
    let initial: String

    /// Declares a parameter that selects by `field`, or by the field of its own name.
    ///
    /// Where it is not sent, `initial` selects, or nothing if that is empty.
    public init(_ parameter: String, _ kind: Kind = .equal, of field: String? = nil, initial: String = "") {
        self.parameter = parameter
        self.kind = kind
        self.field = field ?? parameter
        self.initial = initial
    }
}
