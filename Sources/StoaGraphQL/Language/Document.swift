/// A parsed document: what a client asks for, or type definitions of a schema.
package struct Document: Sendable {
    package var operations: [OperationDefinition] = []
    package var fragments: [FragmentDefinition] = []
    package var types: [TypeDefinition] = []
    let source: [UInt8]

    func location(_ place: Int) -> GraphQLError.Location { SourceLines.location(of: place, in: source) }
}

package enum OperationKind: String, Sendable {
    case query, mutation, subscription
}

package struct OperationDefinition: Sendable {
    package var kind: OperationKind
    package var name: String?
    var variables: [VariableDefinition] = []
    var directives: [Directive] = []
    var selections: [Selection]
    let place: Int
}

struct VariableDefinition: Sendable {
    let name: String
    let type: TypeReference
    let initial: Literal?
    let directives: [Directive]
    let place: Int
}

package struct FragmentDefinition: Sendable {
    let name: String
    let condition: String
    let directives: [Directive]
    let selections: [Selection]
    let place: Int
}

indirect enum Selection: Sendable {
    case field(FieldSelection)
    case spread(name: String, directives: [Directive], place: Int)
    case inline(condition: String?, directives: [Directive], selections: [Selection], place: Int)
}

struct FieldSelection: Sendable {
    let alias: String?
    let name: String
    let arguments: [Argument]
    let directives: [Directive]
    let selections: [Selection]
    let place: Int

    /// What the field is called in the answer.
    var key: String { alias ?? name }
}

struct Argument: Sendable {
    let name: String
    let value: Literal
    let place: Int
}

struct Directive: Sendable {
    let name: String
    let arguments: [Argument]
    let place: Int
}

/// A value as it is written in a document.
package struct Literal: Sendable {
    indirect enum Content: Sendable {
        case variable(String)
        case int(String)
        case float(String)
        case string(String)
        case bool(Bool)
        case null
        case enumeration(String)
        case list([Literal])
        case object([(name: String, value: Literal, place: Int)])
    }

    let content: Content
    let place: Int
}

/// A type as it is written: `[Item!]!`.
package indirect enum TypeReference: Sendable, Equatable, CustomStringConvertible {
    case named(String)
    case list(TypeReference)
    case nonNull(TypeReference)

    package var description: String {
        switch self {
        case .named(let name): name
        case .list(let element): "[\(element)]"
        case .nonNull(let type): "\(type)!"
        }
    }

    /// The name inside all brackets.
    package var name: String {
        switch self {
        case .named(let name): name
        case .list(let inner), .nonNull(let inner): inner.name
        }
    }

    package var isNonNull: Bool { if case .nonNull = self { true } else { false } }

    /// The same without the mark at its end.
    package var nullable: TypeReference { if case .nonNull(let inner) = self { inner } else { self } }

    package var element: TypeReference? { if case .list(let element) = nullable { element } else { nil } }

    /// `Item!`.
    package static func some(_ name: String) -> TypeReference { .nonNull(.named(name)) }
    /// `[Item!]!`.
    package static func all(_ name: String) -> TypeReference { .nonNull(.list(.some(name))) }
}

/// A definition of the type system.
package struct TypeDefinition: Sendable {
    package enum Kind: String, Sendable {
        case scalar, type, interface, union, `enum`, input, directive
    }

    package let kind: Kind
    package let name: String
    package let description: String
    /// `extend type …`: adds to a type that somebody else defines.
    package let isExtension: Bool
    package var interfaces: [String] = []
    package var fields: [FieldText] = []
    /// Of an enum, with their descriptions; of a union, its members; of a directive, where it may stand.
    package var values: [(name: String, description: String)] = []
    let place: Int
}

/// A field, argument or input field as it is written in type definitions.
package struct FieldText: Sendable {
    package let name: String
    package let description: String
    package let arguments: [FieldText]
    package let type: TypeReference
    package let initial: Literal?
}
