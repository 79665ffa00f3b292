/// Arguments, of fields and of directives, and the values that are written for them (sections 5.4, 5.6 and 5.7).
extension Validator {
    mutating func check(_ directives: [Directive], at location: String, in definition: Definition) {
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

    mutating func check(
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
    mutating func check(
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
}
