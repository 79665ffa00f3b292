import CStoaABI

/// The operations that are served for a resource.
public struct Verbs: OptionSet, Sendable {
    /// The bits of the contract's `STOA_LIST` and its siblings.
    public let rawValue: UInt32

    /// Creates a set from the contract's bits.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    private init(_ constant: Int) {
        rawValue = UInt32(constant)
    }

    /// A page of records.
    public static let list = Verbs(STOA_LIST)
    /// How many there are.
    public static let count = Verbs(STOA_COUNT)
    /// One record.
    public static let get = Verbs(STOA_GET)
    /// Makes one.
    public static let create = Verbs(STOA_CREATE)
    /// Changes one.
    public static let update = Verbs(STOA_UPDATE)
    /// Deletes one.
    public static let delete = Verbs(STOA_DELETE)
    /// All six.
    public static let all = Verbs(STOA_ALL_VERBS)
}

/// The scopes that an actor needs for a resource.
public struct Scopes {
    let read: String
    let write: String

    /// Names both scopes.
    public init(read: String, write: String) {
        self.read = read
        self.write = write
    }

    /// `read_<name>` and `write_<name>`.
    public static func readWrite(_ name: String) -> Scopes {
        Scopes(read: "read_\(name)", write: "write_\(name)")
    }
}

/// A kind of record that this module keeps; from it the kernel derives storage, validation and every API.
///
/// A resource whose record type is held in a ``Children`` field of another one belongs to it: it takes its scopes, is
/// served only where `verbs` and `nested` say so, and tells its events through its root.
public struct Resource<R: Record>: Declaration {
    private let name: String
    private let plural: String
    private let title: String
    private let typeName: String
    private let scopes: Scopes?
    private let verbs: Verbs?
    private let nested: Verbs
    private let hasEvents: Bool
    private let inputNames: [String]
    private let attachedAs: AttachedName?
    private let seed: [JSON]
    private let layout: RecordLayout
    private let parts: [ResourcePart<R>]

    /// Declares a resource.
    ///
    /// - Parameters:
    ///   - name: Singular; with `plural` the envelope keys and paths.
    ///   - plural: Plural of `name`.
    ///   - title: One sentence for the reference page.
    ///   - type: The record type.
    ///   - typeName: In global ids; the name of the record type if nil.
    ///   - scopes: Needed unless the resource belongs to another one.
    ///   - verbs: Served at `/<plural>`; if nil, all for a root and none for a child.
    ///   - nested: Served at `/<parents>/{id}/<plural>`, where the parents are those that hold it or that a field with
    ///     ``FieldOption/below`` names.
    ///   - hasEvents: Whether changes of a root are told as `<name>.created`, `.updated` and `.deleted`.
    ///   - inputNames: Further names under which a body may hold the record.
    ///   - attachable: Whether attachments may belong to records of this resource.
    ///   - attachedAs: What attachments call it, if not by its own names.
    ///   - seed: JSON objects of the records that every store has from the start; made once, when the resource first comes to
    ///     a store.
    ///   - parts: The fields, lists of children and filters.
    @inlinable
    public init(
        _ name: String, plural: String, _ title: String, of type: R.Type, typeName: String? = nil,
        scopes: Scopes? = nil, verbs: Verbs? = nil, nested: Verbs = [], hasEvents: Bool = true,
        inputNames: [String] = [], attachable: Bool = false, attachedAs: AttachedName? = nil, seed: [JSON] = [],
        @ResourceBuilder<R> parts: () -> [ResourcePart<R>]
    ) {
        self.init(
            name, plural, title, typeName, scopes, verbs, nested, hasEvents, inputNames,
            attachedAs ?? (attachable ? AttachedName(name, plural: plural) : nil), seed, layout: RecordLayout(type),
            parts: parts())
    }

    @usableFromInline
    init(
        _ name: String, _ plural: String, _ title: String, _ typeName: String?, _ scopes: Scopes?, _ verbs: Verbs?,
        _ nested: Verbs, _ hasEvents: Bool, _ inputNames: [String],
        _ attachedAs: AttachedName?, _ seed: [JSON], layout: RecordLayout, parts: [ResourcePart<R>]
    ) {
        self.name = name
        self.plural = plural
        self.title = title
        self.typeName = typeName ?? String(describing: R.self)
        self.scopes = scopes
        self.verbs = verbs
        self.nested = nested
        self.hasEvents = hasEvents
        self.inputNames = inputNames
        self.attachedAs = attachedAs
        self.seed = seed
        self.layout = layout
        self.parts = parts
    }

    /// Adds the resource to what the library offers.
    public func add(to list: inout DeclarationList) {
        let fields = parts.compactMap(\.field)
        list.problems += fields.compactMap(\.problem).map { "\(name).\($0)" }
        list.add(Schema(resource: name, source: .own, layout: layout, fields: fields))
        list.resources.append(
            ResourceFacts(
                name: name, plural: plural, title: title, typeName: typeName, scopes: scopes, verbs: verbs,
                nested: nested, hasEvents: hasEvents, inputNames: inputNames, attachedAs: attachedAs, seed: seed,
                record: layout.record, fields: fields.map(\.facts), childRecords: fields.map { $0.children?.record },
                filters: parts.compactMap(\.filter), facets: parts.compactMap(\.facet)))
    }
}

/// What attachments call a resource that they may belong to.
public struct AttachedName: Sendable {
    let name: String
    let plural: String

    /// Names it in the singular, as the kind field spells it, and in the plural, for paths.
    public init(_ name: String, plural: String) {
        self.name = name
        self.plural = plural
    }
}

/// Some fields of another module's resource, so that rules and handlers of this module can read or check them.
///
///     View("parcel", of: WeighedParcel.self) { Field("weight", "", \.weight) }
///
/// Names are resolved when all modules are there; one that is missing then keeps this module from starting. An optional
/// view may be of a resource that is not there, if the manifest names it below "optional_depends": its rules then never run, and
/// reading its records throws.
public struct View<R: Record>: Declaration {
    private let resource: String
    private let isOptional: Bool
    private let layout: RecordLayout
    private let fields: [Field<R>]

    /// Declares what the module looks at.
    @inlinable
    public init(
        _ resource: String, of type: R.Type, optional: Bool = false,
        @ResourceBuilder<R> fields: () -> [ResourcePart<R>]
    ) {
        self.init(resource, isOptional: optional, layout: RecordLayout(type), parts: fields())
    }

    @usableFromInline
    init(_ resource: String, isOptional: Bool, layout: RecordLayout, parts: [ResourcePart<R>]) {
        self.resource = resource
        self.isOptional = isOptional
        self.layout = layout
        fields = parts.compactMap(\.field)
    }

    /// Adds the view to what the library works with; it offers nothing.
    public func add(to list: inout DeclarationList) {
        list.problems += fields.compactMap(\.problem).map { "\(resource).\($0)" }
        list.add(Schema(resource: resource, source: isOptional ? .optional : .other, layout: layout, fields: fields))
    }
}

/// The records of a resource with one value of a text field, under a path, names and operations of their own.
///
///     Facet("open_order", plural: "open_orders", "An order that is not done.", where: "status", is: "open", verbs: [.list])
public struct Facet {
    let name: String
    let plural: String
    let title: String
    let field: String
    let value: String
    let verbs: Verbs
    let without: [String]

    /// Declares a facet; creating a record through it sets `field` to `value`.
    ///
    /// `title` is one sentence for the reference page. Answers under the facet's names leave out the fields `without`.
    public init(
        _ name: String, plural: String, _ title: String, where field: String, is value: String, verbs: Verbs = .all,
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

/// A field, filter or facet in the list of a resource.
public struct ResourcePart<R: Record> {
    var field: Field<R>?
    var filter: Filter?
    var facet: Facet?
}

/// Joins the fields and filters of a resource.
@resultBuilder
public enum ResourceBuilder<R: Record> {
    /// A field.
    public static func buildExpression(_ field: Field<R>) -> [ResourcePart<R>] {
        [ResourcePart(field: field)]
    }
    /// A list of children.
    public static func buildExpression<Child>(_ children: Children<R, Child>) -> [ResourcePart<R>] {
        [ResourcePart(field: Field(children))]
    }
    /// A filter.
    public static func buildExpression(_ filter: Filter) -> [ResourcePart<R>] {
        [ResourcePart(filter: filter)]
    }
    /// A facet.
    public static func buildExpression(_ facet: Facet) -> [ResourcePart<R>] {
        [ResourcePart(facet: facet)]
    }
    /// Fields that several resources have.
    public static func buildExpression(_ fields: [Field<R>]) -> [ResourcePart<R>] {
        fields.map { ResourcePart(field: $0) }
    }
    /// All of them.
    public static func buildBlock(_ parts: [ResourcePart<R>]...) -> [ResourcePart<R>] {
        parts.flatMap { $0 }
    }
}
