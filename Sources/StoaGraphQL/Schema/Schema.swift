/// What clients of one API can ask for: its types, and where their fields' values come from.
package final class Schema: Sendable {
    package static let query = "Query"
    package static let mutation = "Mutation"

    /// In the sequence in which they were added, with those that every schema has at the end.
    package let types: [NamedType]
    package let directives: [DirectiveDefinition]
    private let byName: [String: Int]
    /// Names of the object types that an abstract type stands for.
    private let possible: [String: Set<String>]

    /// Adds what every schema has: the five scalars, and introspection.
    ///
    /// Throws what contradicts itself: a name that is used twice or not at all, an interface whose fields a type lacks.
    package init(types added: [NamedType]) throws(SchemaError) {
        let types = added + Introspection.types
        self.types = types
        directives = Introspection.directives
        var byName: [String: Int] = [:]
        for (index, type) in types.enumerated() {
            guard byName.updateValue(index, forKey: type.name) == nil else {
                throw SchemaError("The type \(type.name) is defined twice.")
            }
        }
        self.byName = byName
        var possible: [String: Set<String>] = [:]
        for type in types {
            switch type.content {
            case .object(_, let interfaces): for name in interfaces { possible[name, default: []].insert(type.name) }
            case .union(let members): possible[type.name] = Set(members)
            default: break
            }
        }
        self.possible = possible
        try SchemaCheck(self).run()
    }

    package func type(_ name: String) -> NamedType? { byName[name].map { types[$0] } }

    package var mutationType: NamedType? { type(Self.mutation) }

    func root(of kind: OperationKind) -> NamedType? {
        switch kind {
        case .query: type(Self.query)
        case .mutation: mutationType
        case .subscription: nil
        }
    }

    /// The object types that a value of this type may be.
    func possibleTypes(of type: NamedType) -> Set<String> {
        type.isAbstract ? possible[type.name] ?? [] : [type.name]
    }

    /// True if a record of type `object` matches a fragment on `condition`.
    func matches(_ object: NamedType, _ condition: String) -> Bool {
        object.name == condition || possible[condition]?.contains(object.name) ?? false
    }

    /// A field of a composite type; `__typename` is one of each, `__schema` and `__type` are Query's.
    func field(_ name: String, of type: NamedType) -> FieldDefinition? {
        if name.hasPrefix("__") {
            if name == "__typename" { return type.isComposite ? Introspection.typename : nil }
            return type.name == Self.query ? Introspection.rootFields.first { $0.name == name } : nil
        }
        return type.field(name)
    }
}

/// What is wrong with a schema, for whoever wrote it.
package struct SchemaError: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// A type with a name.
package final class NamedType: Sendable {
    package enum Content: Sendable {
        case scalar(ScalarKind)
        case object([FieldDefinition], interfaces: [String])
        case interface([FieldDefinition])
        case union([String])
        case enumeration([EnumValue])
        case input([InputField])
    }

    package let name: String
    package let description: String
    package let content: Content
    private let index: [String: Int]

    package init(_ name: String, _ description: String = "", _ content: Content) {
        self.name = name
        self.description = description
        self.content = content
        let names: [String]
        switch content {
        case .object(let fields, _), .interface(let fields): names = fields.map(\.name)
        case .input(let fields): names = fields.map(\.name)
        case .enumeration(let values): names = values.map(\.name)
        case .scalar, .union: names = []
        }
        index = Dictionary(zip(names, names.indices)) { first, _ in first }
    }

    package var fields: [FieldDefinition] {
        switch content {
        case .object(let fields, _), .interface(let fields): fields
        default: []
        }
    }

    package var inputFields: [InputField] { if case .input(let fields) = content { fields } else { [] } }
    package var enumValues: [EnumValue] { if case .enumeration(let values) = content { values } else { [] } }

    package func field(_ name: String) -> FieldDefinition? {
        switch content {
        case .object(let fields, _), .interface(let fields): index[name].map { fields[$0] }
        default: nil
        }
    }

    func inputField(_ name: String) -> InputField? {
        if case .input(let fields) = content { index[name].map { fields[$0] } } else { nil }
    }

    func enumValue(_ name: String) -> EnumValue? {
        if case .enumeration(let values) = content { index[name].map { values[$0] } } else { nil }
    }

    var isAbstract: Bool {
        switch content {
        case .interface, .union: true
        default: false
        }
    }

    package var isComposite: Bool {
        switch content {
        case .object, .interface, .union: true
        default: false
        }
    }

    var isInput: Bool {
        switch content {
        case .scalar, .enumeration, .input: true
        default: false
        }
    }

    var isInputObject: Bool { if case .input = content { true } else { false } }
}

/// How values of a scalar are read and written.
package enum ScalarKind: Sendable {
    case int, float, string, boolean, id
    /// A string for clients, with a form of its own: a time, an amount.
    case text
    /// A whole number beyond 32 bits.
    case wide
    /// Any JSON.
    case json
}

package struct EnumValue: Sendable {
    package let name: String
    package let description: String
    /// What stands for it in records.
    package let stored: String

    package init(_ name: String, _ description: String = "", stored: String) {
        self.name = name
        self.description = description
        self.stored = stored
    }
}

/// A field of an object or interface type.
package struct FieldDefinition: Sendable {
    /// Where its values come from.
    package enum Source: Sendable, Equatable {
        /// A member of the record's JSON.
        case member(String)
        /// Whoever executes knows.
        case custom(Int)
        case introspection(IntrospectionField)
    }

    /// How many values a list has at most, for the cost of what is asked of each.
    package enum Size: Sendable, Equatable {
        case single
        /// What `first` or `last` says.
        case page
        /// As many as its parent's page.
        case inherited
        /// As many as the list in this argument has.
        case argument(String)
        case assumed(Int)
    }

    package let name: String
    package var description: String
    package var arguments: [InputField]
    package let type: TypeReference
    package let source: Source
    package var size = Size.single

    package init(
        _ name: String, _ type: TypeReference, _ source: Source, _ description: String = "",
        arguments: [InputField] = [], size: Size = .single
    ) {
        self.name = name
        self.type = type
        self.source = source
        self.description = description
        self.arguments = arguments
        self.size = size
    }

    func argument(_ name: String) -> InputField? { arguments.first { $0.name == name } }
}

/// An argument, or a field of an input type.
package struct InputField: Sendable {
    package let name: String
    package let description: String
    package let type: TypeReference
    package let initial: InputValue?

    package init(_ name: String, _ type: TypeReference, _ description: String = "", initial: InputValue? = nil) {
        self.name = name
        self.type = type
        self.description = description
        self.initial = initial
    }

    var isRequired: Bool { type.isNonNull && initial == nil }
}

package struct DirectiveDefinition: Sendable {
    let name: String
    let description: String
    let locations: [String]
    let arguments: [InputField]
}
