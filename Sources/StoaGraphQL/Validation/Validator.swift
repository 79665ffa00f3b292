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
    private var uses: [Definition: Uses] = [:]

    enum Definition: Hashable {
        case operation(Int)
        case fragment(String)
    }

    /// What one definition uses of others, itself alone.
    private struct Uses {
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

    // MARK: Arguments

    private mutating func check(_ directives: [Directive], at location: String, in definition: Definition) {
        var names: Set<String> = []
        for directive in directives {
            guard let known = schema.directives.first(where: { $0.name == directive.name }) else {
                report("Unknown directive \"@\(directive.name)\".", directive.place)
                continue
            }
            if !known.locations.contains(location) {
                report("Directive \"@\(directive.name)\" may not be used on \(location).", directive.place)
            }
            if !names.insert(directive.name).inserted {
                report("The directive \"@\(directive.name)\" can only be used once at this location.", directive.place)
            }
            check(
                directive.arguments, known.arguments, of: "directive \"@\(directive.name)\"", directive.place,
                in: definition)
        }
    }

    private mutating func check(
        _ sent: [Argument], _ known: [InputField], of owner: String, _ place: Int, in definition: Definition
    ) {
        var names: Set<String> = []
        for argument in sent {
            if !names.insert(argument.name).inserted {
                report("There can be only one argument named \"\(argument.name)\".", argument.place)
            }
            guard let field = known.first(where: { $0.name == argument.name }) else {
                report("Unknown argument \"\(argument.name)\" on \(owner).", argument.place)
                continue
            }
            check(argument.value, field.type, hasInitial: field.initial != nil, in: definition)
        }
        for field in known where field.isRequired && !names.contains(field.name) {
            report(
                "Argument \"\(field.name)\" of type \"\(field.type)\" is required on \(owner), but it was not provided.",
                place)
        }
    }

    /// Checks a literal, and notes the variables in it with the types that their places want.
    private mutating func check(
        _ literal: Literal, _ type: TypeReference, hasInitial: Bool, in definition: Definition?
    ) {
        switch literal.content {
        case .variable(let name):
            guard let definition else { return }
            uses[definition, default: Uses()].variables.append(
                VariableUse(name: name, place: literal.place, type: type, hasInitial: hasInitial))
        case .list(let items) where type.element != nil:
            for item in items { check(item, type.element ?? type, hasInitial: false, in: definition) }
        case .object(let members):
            guard let named = schema.type(type.name), named.isInputObject else {
                return checkLeaf(literal, type, definition)
            }
            checkMembers(members, of: named, literal.place, in: definition)
        default: checkLeaf(literal, type, definition)
        }
    }

    private mutating func checkMembers(
        _ members: [(name: String, value: Literal, place: Int)], of type: NamedType, _ place: Int,
        in definition: Definition?
    ) {
        var names: Set<String> = []
        for member in members {
            if !names.insert(member.name).inserted {
                report("There can be only one input field named \"\(member.name)\".", member.place)
            }
            guard let field = type.inputField(member.name) else {
                report("Field \"\(member.name)\" is not defined by type \"\(type.name)\".", member.place)
                continue
            }
            check(member.value, field.type, hasInitial: field.initial != nil, in: definition)
        }
        for field in type.inputFields where field.isRequired && !names.contains(field.name) {
            report(
                "Field \"\(type.name).\(field.name)\" of required type \"\(field.type)\" was not provided.", place)
        }
    }

    private mutating func checkLeaf(_ literal: Literal, _ type: TypeReference, _ definition: Definition?) {
        // In what takes any JSON, a variable may be of any type.
        literal.forEachVariable { name, place in
            guard let definition else { return }
            uses[definition, default: Uses()].variables.append(
                VariableUse(name: name, place: place, type: .named("JSON"), hasInitial: true))
        }
        do {
            _ = try Coercion(schema: schema).value(literal, type, [:])
        } catch {
            report(error.message, literal.place)
        }
    }

    // MARK: Variables

    private mutating func checkVariables(_ operation: OperationDefinition) {
        var names: Set<String> = []
        for variable in operation.variables {
            if !names.insert(variable.name).inserted {
                report("There can be only one variable named \"$\(variable.name)\".", variable.place)
            }
            check(variable.directives, at: "VARIABLE_DEFINITION", in: .operation(-1))
            guard let type = schema.type(variable.type.name) else {
                report("Unknown type \"\(variable.type.name)\".", variable.place)
                continue
            }
            guard type.isInput else {
                report("Variable \"$\(variable.name)\" cannot be non-input type \"\(variable.type)\".", variable.place)
                continue
            }
            if let initial = variable.initial { check(initial, variable.type, hasInitial: false, in: nil) }
        }
    }

    /// What is used must be defined and fit, and what is defined must be used.
    private mutating func checkUse() {
        var spread: Set<String> = []
        for (index, operation) in document.operations.enumerated() {
            let label = operation.name.map { " by operation \"\($0)\"" } ?? ""
            let defined = Dictionary(operation.variables.map { ($0.name, $0) }) { first, _ in first }
            var used: Set<String> = []
            let reached = reach(.operation(index))
            spread.formUnion(reached.fragments)
            for use in reached.uses {
                used.insert(use.name)
                guard let variable = defined[use.name] else {
                    report("Variable \"$\(use.name)\" is not defined\(label).", use.place, operation.place)
                    continue
                }
                if !fits(variable, use) {
                    report(
                        "Variable \"$\(use.name)\" of type \"\(variable.type)\" used in position expecting type \"\(use.type)\".",
                        variable.place, use.place)
                }
            }
            let operationLabel = operation.name.map { " in operation \"\($0)\"" } ?? ""
            for variable in operation.variables where !used.contains(variable.name) {
                report("Variable \"$\(variable.name)\" is never used\(operationLabel).", variable.place)
            }
        }
        for fragment in document.fragments where !spread.contains(fragment.name) {
            report("Fragment \"\(fragment.name)\" is never used.", fragment.place)
        }
    }

    private func reach(_ start: Definition) -> (fragments: Set<String>, uses: [VariableUse]) {
        var seen: Set<String> = []
        var found: [VariableUse] = []
        var open = [start]
        while let definition = open.popLast() {
            guard let used = uses[definition] else { continue }
            found += used.variables
            for spread in used.spreads where seen.insert(spread.name).inserted { open.append(.fragment(spread.name)) }
        }
        return (seen, found)
    }

    /// Section 5.8.5: a nullable variable fits where something else stands for its absence.
    private func fits(_ variable: VariableDefinition, _ use: VariableUse) -> Bool {
        guard use.type != .named("JSON") else { return true }
        var wanted = use.type
        if case .nonNull(let inner) = wanted, !variable.type.isNonNull {
            var hasValue = use.hasInitial
            if let initial = variable.initial, case .null = initial.content {
            } else if variable.initial != nil {
                hasValue = true
            }
            guard hasValue else { return false }
            wanted = inner
        }
        return isSubtype(variable.type, of: wanted)
    }

    private func isSubtype(_ type: TypeReference, of other: TypeReference) -> Bool {
        switch (type, other) {
        case (.nonNull(let left), .nonNull(let right)): isSubtype(left, of: right)
        case (.nonNull(let left), _): isSubtype(left, of: other)
        case (_, .nonNull): false
        case (.list(let left), .list(let right)): isSubtype(left, of: right)
        case (.named(let left), .named(let right)): left == right || isWider(right, than: left)
        default: false
        }
    }

    /// A number of 32 bits is one of more too.
    private func isWider(_ right: String, than left: String) -> Bool {
        guard case .scalar(.int) = schema.type(left)?.content, case .scalar(.wide) = schema.type(right)?.content else {
            return false
        }
        return true
    }

    // MARK: Cycles

    /// True if a fragment leads to itself.
    private mutating func checkCycles() -> Bool {
        enum State { case open, done }
        var states: [String: State] = [:]
        var found: [(name: String, place: Int)] = []
        // Nested at most as deep as there are fragments, which the limit of tokens bounds.
        func visit(_ name: String) {
            states[name] = .open
            for spread in uses[.fragment(name)]?.spreads ?? [] {
                switch states[spread.name] {
                case .open: found.append(spread)
                case .done: break
                case nil: visit(spread.name)
                }
            }
            states[name] = .done
        }
        for fragment in document.fragments where states[fragment.name] == nil { visit(fragment.name) }
        for spread in found { report("Cannot spread fragment \"\(spread.name)\" within itself.", spread.place) }
        return !found.isEmpty
    }
}
