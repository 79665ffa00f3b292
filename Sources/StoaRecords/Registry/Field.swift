internal import CStoaABI

/// What a field holds; the raw values are STOA_F_* of declare.h.
package enum FieldType: UInt32, Sendable {
    case text, bool, integer, float, money, time, json, labels, reference, children, firstChild, globalID, handle,
        parentID
    case ownID, password

    /// False for what is derived from elsewhere and so has no column.
    var isStored: Bool {
        switch self {
        case .children, .firstChild, .globalID, .parentID, .ownID: false
        default: true
        }
    }

    /// Text in storage and in a value's `s`.
    var isText: Bool {
        switch self {
        case .text, .json, .labels, .handle, .password: true
        default: false
        }
    }

    /// The value tag that a non-null value of this type carries.
    var tag: UInt32 {
        switch self {
        case .text, .labels, .handle, .password: UInt32(STOA_TEXT)
        case .bool: UInt32(STOA_BOOL)
        case .integer, .reference, .parentID, .ownID: UInt32(STOA_I64)
        case .float: UInt32(STOA_F64)
        case .money: UInt32(STOA_MONEY)
        case .time: UInt32(STOA_TIME)
        case .json: UInt32(STOA_JSON)
        case .children, .firstChild, .globalID: UInt32(STOA_NULL)
        }
    }
}

/// Flags of a field; the raw values are those of declare.h.
package struct FieldFlags: OptionSet, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    package static let required = FieldFlags(rawValue: 1)
    package static let unique = FieldFlags(rawValue: 2)
    package static let suffixed = FieldFlags(rawValue: 4)
    package static let indexed = FieldFlags(rawValue: 8)
    package static let readOnly = FieldFlags(rawValue: 16)
    package static let hidden = FieldFlags(rawValue: 32)
    package static let transient = FieldFlags(rawValue: 64)
    package static let onCreate = FieldFlags(rawValue: 128)
    package static let onUpdate = FieldFlags(rawValue: 256)
    package static let position = FieldFlags(rawValue: 512)
    package static let owner = FieldFlags(rawValue: 1024)
    package static let linked = FieldFlags(rawValue: 2048)
    package static let below = FieldFlags(rawValue: 4096)
    package static let attached = FieldFlags(rawValue: 8192)
    package static let unfiltered = FieldFlags(rawValue: 16384)
    package static let scalar = FieldFlags(rawValue: 32768)
    package static let sealed = FieldFlags(rawValue: 65536)
    package static let timeZone = FieldFlags(rawValue: 131072)
    package static let key = FieldFlags(rawValue: 262144)
    /// Every bit that this kernel knows; a declaration with any other is refused.
    package static let known = FieldFlags(rawValue: 524_287)
}

/// One declared field of a resource.
///
/// The texts lie in one shared object, because every write walks all fields, and copying five strings for each was a
/// fourteenth of its time.
package struct Field: Sendable, Equatable {
    private struct Texts: Equatable {
        var name: String
        var choices: [String] = []
        var initial = ""
        var target = ""
        var title = ""
        var within: [String] = []
        var example = ""
    }

    // Invariant: written only while one Field alone refers to it.
    private final class Shared: @unchecked Sendable {
        var texts: Texts

        init(_ texts: Texts) { self.texts = texts }
    }

    package var type: FieldType
    package var flags: FieldFlags = []
    package var min: Int64 = 0
    package var max: Int64 = 0
    private var shared: Shared

    package init(_ name: String, _ type: FieldType, _ flags: FieldFlags = []) {
        shared = Shared(Texts(name: name))
        self.type = type
        self.flags = flags
    }

    private var texts: Texts {
        get { shared.texts }
        set {
            if isKnownUniquelyReferenced(&shared) { shared.texts = newValue } else { shared = Shared(newValue) }
        }
    }

    package var name: String { shared.texts.name }
    package var choices: [String] {
        get { shared.texts.choices }
        set { texts.choices = newValue }
    }
    /// JSON text of the value of a field that was not sent on create; empty means null.
    package var initial: String {
        get { shared.texts.initial }
        set { texts.initial = newValue }
    }
    package var target: String {
        get { shared.texts.target }
        set { texts.target = newValue }
    }
    package var title: String {
        get { shared.texts.title }
        set { texts.title = newValue }
    }

    /// The fields within whose values it is unique; empty means within all records.
    package var within: [String] {
        get { shared.texts.within }
        set { texts.within = newValue }
    }

    /// JSON text of a value that the module's rules take; empty if any of its type will do.
    package var example: String {
        get { shared.texts.example }
        set { texts.example = newValue }
    }

    package static func == (left: Field, right: Field) -> Bool {
        left.type == right.type && left.flags == right.flags && left.min == right.min && left.max == right.max
            && left.shared.texts == right.shared.texts
    }

    /// The field has a column of its own.
    var isStored: Bool { type.isStored && !flags.contains(.transient) }
    /// Clients see it.
    package var isRendered: Bool { flags.isDisjoint(with: [.hidden, .transient]) && type != .password }
    /// Clients may set it.
    package var isWritable: Bool {
        guard flags.isDisjoint(with: [.readOnly, .onCreate, .onUpdate, .owner]) else { return false }
        switch type {
        case .firstChild, .globalID, .parentID, .ownID: return false
        default: return true
        }
    }
    var isUnique: Bool { !flags.isDisjoint(with: [.unique, .suffixed]) }
}

/// How a list's query parameter selects; the raw values are STOA_FILTER_* of declare.h.
package enum FilterKind: UInt32, Sendable {
    case equal, contains, minimum, maximum, presence, oneOf, through, throughKey, words

    /// The parameter belongs to lists of other resources.
    package var leadsElsewhere: Bool { self == .through || self == .throughKey }
}

/// A query parameter of a resource's list and count.
package struct Filter: Sendable, Equatable {
    package var parameter: String
    package var field: String
    package var kind: FilterKind
    /// For `.presence`: the words for set, unset and any; for `.through`: the linked field; for `.throughKey`: that and the
    /// key; for `.words`: what `FilterWord` reads.
    package var words: [String] = []
    /// What selects where the parameter is not sent; empty means nothing.
    package var initial = ""

    package init(_ parameter: String, _ field: String, _ kind: FilterKind, words: [String] = []) {
        self.parameter = parameter
        self.field = field
        self.kind = kind
        self.words = words
    }
}

/// One word of a `.words` filter, and what it selects.
package struct FilterWord: Sendable, Equatable {
    package let word: String
    /// The field that has one of the values; empty for what selects everything.
    package let field: String
    package let values: [String]

    /// Reads `all` and `open=phase:new,begun`; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        word = String(parts[0])
        guard parts.count == 2 else {
            (field, values) = ("", [])
            if word.isEmpty { return nil }
            return
        }
        let selection = parts[1].split(separator: ":", maxSplits: 1)
        guard selection.count == 2, !word.isEmpty else { return nil }
        field = String(selection[0])
        values = selection[1].split(separator: ",").map(String.init)
    }
}

extension Filter {
    /// What each word of a `.words` filter selects.
    package var meanings: [FilterWord] { kind == .words ? words.compactMap(FilterWord.init) : [] }

    /// The fields that it compares.
    package var fields: [String] { kind == .words ? meanings.map(\.field).filter { !$0.isEmpty } : [field] }
}

/// Records of a resource with one value of a text field, served under a path and names of their own.
package struct Facet: Sendable, Equatable {
    package var name: String
    package var plural: String
    package var title: String
    package var field: String
    package var value: String
    package var verbs: Verbs
    /// Names of fields that answers under its names leave out.
    package var without: [String]

    package init(
        _ name: String, plural: String, title: String, field: String, value: String, verbs: Verbs,
        without: [String] = []
    ) {
        self.name = name
        self.plural = plural
        self.title = title
        self.field = field
        self.value = value
        self.verbs = verbs
        self.without = without
    }
}

/// Which of the derived operations a resource serves; the raw values are those of declare.h.
package struct Verbs: OptionSet, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    package static let list = Verbs(rawValue: 1)
    package static let count = Verbs(rawValue: 2)
    package static let get = Verbs(rawValue: 4)
    package static let create = Verbs(rawValue: 8)
    package static let update = Verbs(rawValue: 16)
    package static let delete = Verbs(rawValue: 32)
    package static let all = Verbs(rawValue: 63)
}
