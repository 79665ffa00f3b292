internal import StoaCore

/// A resource as a module declares it, before the registry has linked it with others.
package struct ResourceDeclaration: Sendable, Equatable {
    package var name: String
    package var plural: String
    package var typeName: String
    /// Where it is served, if that is not its plural.
    package var path = ""
    package var title = ""
    package var parent = ""
    package var hasEvents = false
    package var verbs: Verbs = []
    package var nestedVerbs: Verbs = []
    package var readScope: String
    package var writeScope: String
    package var fields: [Field]
    package var filters: [Filter] = []
    package var facets: [Facet] = []
    /// Further names under which a body may hold the record.
    package var inputNames: [String] = []
    /// What attachments call it, as the value of their kind field and in paths; nil if none may belong to it.
    package var attachedAs: AttachedName?
    /// JSON array of the records that every store has from the start; empty means none.
    package var seed = ""
    /// What stands in for the table of a resource that the kernel itself keeps elsewhere: the text of a SELECT with the
    /// columns of a table.
    ///
    /// Nil for all that modules declare.
    package var view: String?

    package init(
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

/// What attachments call a resource to whose records they may belong.
package struct AttachedName: Sendable, Equatable {
    package let name: String
    package let plural: String

    package init(_ name: String, plural: String) {
        self.name = name
        self.plural = plural
    }
}

/// A field of the parent that holds child records.
package struct ChildLink: Sendable {
    /// Index of the CHILDREN field in the parent.
    package let field: Int
    /// Index of the child resource in the registry.
    package let resource: Int
}

/// A resource of the frozen registry, with everything derived that the hot paths need.
package final class Resource: Sendable {
    /// The first part of global ids: gid://<namespace>/<Type>/<id>.
    package static let globalIDNamespace: StaticString = "indecommerce"

    package let index: Int
    package let module: String
    package let declaration: ResourceDeclaration
    package let name: String
    package let plural: String
    package let fields: [Field]
    package let parent: Int?
    /// Index of the root resource whose tree holds this one; itself for a root.
    package let root: Int
    package let children: [ChildLink]
    /// How it refers to other resources, and they to it.
    package let relations: Relations
    /// Filters with those that every list has (`created_at_min` and the like) added.
    package let filters: [Filter]
    /// By field.
    let slots: [FieldSlot]
    /// Indexes of the fields that have a column, in column order.
    package let storedFields: [Int]
    /// The field that orders siblings, if one is declared.
    package let positionField: Int?
    /// The field that says who made a record and alone may see it, if one is declared.
    package let ownerField: Int?
    /// Indexes of the HANDLE fields.
    let handleFields: [Int]
    /// Indexes of the unique fields.
    let uniqueFields: [Int]
    /// Some of its values are kept sealed, so what is rendered for answers is not kept.
    let isSealed: Bool
    /// Indexes of the times that the kernel sets.
    let stampedFields: [Int]
    /// `"name":{` … keys are rendered once: for each field `,"name":`.
    let renderedKeys: [[UInt8]]
    /// Fields with an initial value, and that value.
    let initialValues: [(field: Int, value: InitialValue)]
    /// The topics of its events.
    let topics: (created: String, updated: String, deleted: String)
    private let lookup: NameLookup

    init(
        index: Int, module: String, declaration: ResourceDeclaration, parent: Int?, root: Int, children: [ChildLink],
        relations: Relations
    ) {
        self.index = index
        self.module = module
        self.declaration = declaration
        self.parent = parent
        self.root = root
        self.children = children
        self.relations = relations
        name = declaration.name
        plural = declaration.plural
        fields = declaration.fields
        slots = declaration.fields.map(FieldSlot.init)
        storedFields = declaration.fields.indices.filter { declaration.fields[$0].isStored }
        positionField = declaration.fields.firstIndex { $0.flags.contains(.position) }
        ownerField = declaration.fields.firstIndex { $0.flags.contains(.owner) }
        handleFields = declaration.fields.indices.filter { declaration.fields[$0].type == .handle }
        uniqueFields = storedFields.filter { declaration.fields[$0].isUnique }
        isSealed = slots.contains(where: \.isSealed)
        stampedFields = declaration.fields.indices.filter {
            !declaration.fields[$0].flags.isDisjoint(with: [.onCreate, .onUpdate])
        }
        renderedKeys = declaration.fields.map { Array(",\"\($0.name)\":".utf8) }
        initialValues = declaration.fields.enumerated().compactMap { index, field in
            InitialValue(field).map { (index, $0) }
        }
        topics = ("\(name).created", "\(name).updated", "\(name).deleted")
        lookup = NameLookup(declaration.fields.map(\.name))
        var filters = declaration.filters.filter { !$0.kind.leadsElsewhere }
        for field in declaration.fields
        where !field.flags.isDisjoint(with: [.onCreate, .onUpdate])
            && !field.flags.contains(.unfiltered)
        {
            filters.append(Filter(field.name + "_min", field.name, .minimum))
            filters.append(Filter(field.name + "_max", field.name, .maximum))
        }
        self.filters = filters
    }

    package var isRoot: Bool { parent == nil }

    /// The index of the field that clients call `name`, or nil.
    package func field(named name: UnsafeRawBufferPointer) -> Int? {
        lookup.index(of: name)
    }

    /// The index of the field that clients call `name`, or nil.
    package func field(named name: String) -> Int? {
        var name = name
        return name.withUTF8 { lookup.index(of: UnsafeRawBufferPointer($0)) }
    }
}
