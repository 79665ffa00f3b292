internal import StoaCore

/// A resource as a module declares it, before the registry has linked it with others.
public struct ResourceDeclaration: Sendable, Equatable {
    public var name: String
    public var plural: String
    public var typeName: String
    public var title = ""
    public var parent = ""
    public var hasEvents = false
    public var verbs: Verbs = []
    public var nestedVerbs: Verbs = []
    public var readScope: String
    public var writeScope: String
    public var fields: [Field]
    public var filters: [Filter] = []

    public init(
        _ name: String, plural: String, typeName: String, readScope: String, writeScope: String, fields: [Field]
    ) {
        self.name = name
        self.plural = plural
        self.typeName = typeName
        self.readScope = readScope
        self.writeScope = writeScope
        self.fields = fields
    }
}

/// A field of the parent that holds child records.
public struct ChildLink: Sendable {
    /// Index of the CHILDREN field in the parent.
    public let field: Int
    /// Index of the child resource in the registry.
    public let resource: Int
}

/// A resource of the frozen registry, with everything derived that the hot paths need.
public final class Resource: Sendable {
    public let index: Int
    public let module: String
    public let declaration: ResourceDeclaration
    public let name: String
    public let plural: String
    public let fields: [Field]
    public let parent: Int?
    /// Index of the root resource whose tree holds this one; itself for a root.
    public let root: Int
    public let children: [ChildLink]
    /// Filters with those that every list has (`created_at_min` and the like) added.
    public let filters: [Filter]
    /// Indexes of the fields that have a column, in column order.
    public let storedFields: [Int]
    /// The field that orders siblings, if one is declared.
    public let positionField: Int?
    /// `"name":{` … keys are rendered once: for each field `,"name":`.
    let renderedKeys: [[UInt8]]
    /// Fields with an initial value, and that value.
    let initialValues: [(field: Int, value: InitialValue)]
    private let lookup: NameLookup

    init(
        index: Int, module: String, declaration: ResourceDeclaration, parent: Int?, root: Int, children: [ChildLink]
    ) {
        self.index = index
        self.module = module
        self.declaration = declaration
        self.parent = parent
        self.root = root
        self.children = children
        name = declaration.name
        plural = declaration.plural
        fields = declaration.fields
        storedFields = declaration.fields.indices.filter { declaration.fields[$0].isStored }
        positionField = declaration.fields.firstIndex { $0.flags.contains(.position) }
        renderedKeys = declaration.fields.map { Array(",\"\($0.name)\":".utf8) }
        initialValues = declaration.fields.enumerated().compactMap { index, field in
            InitialValue(field).map { (index, $0) }
        }
        lookup = NameLookup(declaration.fields.map(\.name))
        var filters = declaration.filters
        for field in declaration.fields where !field.flags.isDisjoint(with: [.onCreate, .onUpdate]) {
            filters.append(Filter(field.name + "_min", field.name, .minimum))
            filters.append(Filter(field.name + "_max", field.name, .maximum))
        }
        self.filters = filters
    }

    public var isRoot: Bool { parent == nil }

    /// The index of the field that clients call `name`, or nil.
    public func field(named name: UnsafeRawBufferPointer) -> Int? {
        lookup.index(of: name)
    }

    /// The index of the field that clients call `name`, or nil.
    public func field(named name: String) -> Int? {
        var name = name
        return name.withUTF8 { lookup.index(of: UnsafeRawBufferPointer($0)) }
    }
}
