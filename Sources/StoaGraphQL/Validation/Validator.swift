/// Compares a document with a schema, so that what is executed can be executed (GraphQL specification of October 2021,
/// section 5).
///
/// All that is wrong is found, up to a bound; the time is linear in the document, except where a rule has a budget.
struct Validator {
    static let errorsMax = 50

    let schema: Schema
    let document: Document
    private(set) var errors: [GraphQLError] = []
    /// The first fragment of each name.
    let fragments: [String: FragmentDefinition]
    /// What each definition uses, fragments by name and operations by their index.
    var uses: [Definition: Uses] = [:]

    enum Definition: Hashable {
        case operation(Int)
        case fragment(String)
    }

    /// What one definition uses of others, itself alone.
    struct Uses {
        var spreads: [(name: String, place: Int)] = []
        var variables: [VariableUse] = []
    }

    struct VariableUse {
        let name: String
        let place: Int
        let type: TypeReference
        /// The place has a value of its own where none is given.
        let hasInitial: Bool
    }

    init(schema: Schema, document: Document) {
        self.schema = schema
        self.document = document
        fragments = Dictionary(document.fragments.map { ($0.name, $0) }) { first, _ in first }
    }

    /// Finds what is wrong; empty if nothing is.
    static func errors(in document: Document, _ schema: Schema) -> [GraphQLError] {
        var validator = Validator(schema: schema, document: document)
        validator.run()
        return validator.errors
    }

    private mutating func run() {
        for type in document.types {
            report("The \"\(type.name)\" definition is not executable.", type.place)
        }
        checkNames()
        for (index, operation) in document.operations.enumerated() {
            guard let root = schema.root(of: operation.kind) else {
                report("Schema is not configured to execute \(operation.kind.rawValue) operation.", operation.place)
                continue
            }
            let location = operation.kind.rawValue.uppercased()
            checkVariables(operation)
            check(operation.directives, at: location, in: .operation(index))
            check(operation.selections, of: root, in: .operation(index))
        }
        for fragment in document.fragments {
            let type = composite(fragment.condition, "Fragment \"\(fragment.name)\"", fragment.place)
            check(fragment.directives, at: "FRAGMENT_DEFINITION", in: .fragment(fragment.name))
            guard let type else { continue }
            check(fragment.selections, of: type, in: .fragment(fragment.name))
        }
        let isCyclic = checkCycles()
        checkUse()
        // With a cycle, or a name that is not known, there is no end and no type to merge.
        guard !isCyclic, errors.isEmpty else { return }
        var merging = FieldMerging(schema: schema, fragments: fragments)
        for operation in document.operations {
            guard let root = schema.root(of: operation.kind) else { continue }
            if let conflict = merging.conflict(in: operation.selections, of: root) {
                report(conflict.message, conflict.place)
            }
        }
    }

    mutating func report(_ message: String, _ places: Int...) {
        guard errors.count < Self.errorsMax else { return }
        errors.append(GraphQLError(message, code: .validation, at: places.map { document.location($0) }))
    }

    // MARK: Names

    private mutating func checkNames() {
        var operations: Set<String> = []
        for operation in document.operations {
            guard let name = operation.name else {
                if document.operations.count > 1 {
                    report("This anonymous operation must be the only defined operation.", operation.place)
                }
                continue
            }
            if !operations.insert(name).inserted {
                report("There can be only one operation named \"\(name)\".", operation.place)
            }
        }
        var names: Set<String> = []
        for fragment in document.fragments where !names.insert(fragment.name).inserted {
            report("There can be only one fragment named \"\(fragment.name)\".", fragment.place)
        }
    }

    private mutating func composite(_ name: String, _ what: String, _ place: Int) -> NamedType? {
        guard let type = schema.type(name) else {
            report("Unknown type \"\(name)\".", place)
            return nil
        }
        guard type.isComposite else {
            report("\(what) cannot condition on non composite type \"\(name)\".", place)
            return nil
        }
        return type
    }

    // MARK: Selections

    private mutating func check(_ selections: [Selection], of type: NamedType, in definition: Definition) {
        for selection in selections {
            switch selection {
            case .field(let field): check(field, of: type, in: definition)
            case .spread(let name, let directives, let place):
                check(directives, at: "FRAGMENT_SPREAD", in: definition)
                guard let fragment = fragments[name] else {
                    report("Unknown fragment \"\(name)\".", place)
                    continue
                }
                uses[definition, default: Uses()].spreads.append((name, place))
                if let condition = schema.type(fragment.condition), condition.isComposite, !overlap(type, condition) {
                    report(
                        "Fragment \"\(name)\" cannot be spread here as objects of type \"\(type.name)\" can never be of type \"\(condition.name)\".",
                        place)
                }
            case .inline(let name, let directives, let inner, let place):
                check(directives, at: "INLINE_FRAGMENT", in: definition)
                var target = type
                if let name {
                    guard let condition = composite(name, "Fragment", place) else { continue }
                    if !overlap(type, condition) {
                        report(
                            "Fragment cannot be spread here as objects of type \"\(type.name)\" can never be of type \"\(name)\".",
                            place)
                    }
                    target = condition
                }
                check(inner, of: target, in: definition)
            }
        }
    }

    private func overlap(_ left: NamedType, _ right: NamedType) -> Bool {
        left === right || !schema.possibleTypes(of: left).isDisjoint(with: schema.possibleTypes(of: right))
    }

    private mutating func check(_ field: FieldSelection, of type: NamedType, in definition: Definition) {
        check(field.directives, at: "FIELD", in: definition)
        guard let found = schema.field(field.name, of: type) else {
            return report("Cannot query field \"\(field.name)\" on type \"\(type.name)\".", field.place)
        }
        check(
            field.arguments, found.arguments, of: "field \"\(type.name).\(field.name)\"", field.place, in: definition)
        guard let value = schema.type(found.type.name) else { return }
        if value.isComposite {
            guard !field.selections.isEmpty else {
                return report(
                    "Field \"\(field.name)\" of type \"\(found.type)\" must have a selection of subfields.", field.place
                )
            }
            check(field.selections, of: value, in: definition)
        } else if !field.selections.isEmpty {
            report(
                "Field \"\(field.name)\" must not have a selection since type \"\(found.type)\" has no subfields.",
                field.place)
        }
    }
}
