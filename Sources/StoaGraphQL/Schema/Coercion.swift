internal import StoaJSON

/// Makes values of the schema's types from what clients send (GraphQL specification of October 2021, sections 3.5 to 3.12
/// and 6.1.2).
struct Coercion {
    let schema: Schema

    /// What is wrong with a value, and where in it.
    struct Mismatch: Error {
        let message: String
        var path: [String] = []

        init(_ message: String) { self.message = message }

        func below(_ step: String) -> Mismatch {
            var mismatch = self
            mismatch.path.insert(step, at: 0)
            return mismatch
        }
    }

    // MARK: Literals

    /// The value of a literal, with `variables` in it; nil for a variable that was not given.
    func value(
        _ literal: Literal, _ type: TypeReference, _ variables: [String: InputValue]
    ) throws(Mismatch) -> InputValue? {
        if case .variable(let name) = literal.content {
            let value = variables[name]
            if type.isNonNull, value?.isNull ?? true { throw Mismatch("Expected a value of the type \(type).") }
            return value
        }
        if case .nonNull(let inner) = type {
            if case .null = literal.content { throw Mismatch("Expected a value of the type \(type), found null.") }
            return try value(literal, inner, variables)
        }
        if case .null = literal.content { return .null }
        if let element = type.element {
            guard case .list(let items) = literal.content else {
                // One value stands for a list of one.
                return .list([try value(literal, element, variables) ?? .null])
            }
            var values: [InputValue] = []
            for (place, item) in items.enumerated() {
                do { values.append(try value(item, element, variables) ?? .null) } catch {
                    throw error.below("\(place)")
                }
            }
            return .list(values)
        }
        guard let named = schema.type(type.name) else { throw Mismatch("Unknown type \(type.name).") }
        switch named.content {
        case .input(let fields): return try object(literal, fields, named, variables)
        case .enumeration:
            guard case .enumeration(let name) = literal.content, let value = named.enumValue(name) else {
                throw wrong(literal, named)
            }
            return .enumeration(value.name, stored: value.stored)
        case .scalar(let kind): return try scalar(literal, kind, named, variables)
        default: throw Mismatch("\(named.name) is no type of values that clients send.")
        }
    }

    private func object(
        _ literal: Literal, _ fields: [InputField], _ type: NamedType, _ variables: [String: InputValue]
    ) throws(Mismatch) -> InputValue {
        guard case .object(let members) = literal.content else { throw wrong(literal, type) }
        var values: [(name: String, value: InputValue)] = []
        for member in members where type.inputField(member.name) == nil {
            throw Mismatch("Field \"\(member.name)\" is not defined by type \"\(type.name)\".")
        }
        for field in fields {
            var found: InputValue?
            if let member = members.first(where: { $0.name == field.name }) {
                do { found = try value(member.value, field.type, variables) } catch { throw error.below(field.name) }
            }
            if let value = found ?? field.initial {
                values.append((field.name, value))
            } else if field.isRequired {
                throw missing(field, type)
            }
        }
        return .object(values)
    }

    private func scalar(
        _ literal: Literal, _ kind: ScalarKind, _ type: NamedType, _ variables: [String: InputValue]
    ) throws(Mismatch) -> InputValue {
        switch (kind, literal.content) {
        case (.int, .int(let digits)):
            guard let number = Int32(digits) else {
                throw Mismatch("Int cannot represent non 32-bit signed integer value: \(digits)")
            }
            return .int(Int64(number))
        case (.wide, .int(let digits)):
            guard let number = Int64(digits) else { throw wrong(literal, type) }
            return .int(number)
        case (.float, .int(let digits)), (.float, .float(let digits)):
            guard let number = Double(digits), number.isFinite else { throw wrong(literal, type) }
            return .float(number)
        case (.string, .string(let text)), (.id, .string(let text)), (.text, .string(let text)): return .string(text)
        case (.boolean, .bool(let flag)): return .bool(flag)
        // Clients write amounts and ids as numbers too.
        case (.id, .int(let digits)), (.text, .int(let digits)), (.text, .float(let digits)): return .string(digits)
        case (.json, _): return try any(literal, variables)
        default: throw wrong(literal, type)
        }
    }

    private func any(_ literal: Literal, _ variables: [String: InputValue]) throws(Mismatch) -> InputValue {
        switch literal.content {
        case .variable(let name): return variables[name] ?? .null
        case .int(let digits):
            guard let number = Int64(digits) else { throw Mismatch("The number \(digits) is too large.") }
            return .int(number)
        case .float(let digits):
            guard let number = Double(digits), number.isFinite else {
                throw Mismatch("The number \(digits) is too large.")
            }
            return .float(number)
        case .string(let text): return .string(text)
        case .bool(let flag): return .bool(flag)
        case .null: return .null
        case .enumeration(let name): return .string(name)
        case .list(let items):
            var values: [InputValue] = []
            for item in items { values.append(try any(item, variables)) }
            return .list(values)
        case .object(let members):
            var values: [(name: String, value: InputValue)] = []
            for member in members { values.append((member.name, try any(member.value, variables))) }
            return .object(values)
        }
    }

    private func wrong(_ literal: Literal, _ type: NamedType) -> Mismatch {
        Mismatch("Expected a value of the type \(type.name), found \(literal.text).")
    }

    private func missing(_ field: InputField, _ type: NamedType) -> Mismatch {
        Mismatch("Field \"\(type.name).\(field.name)\" of required type \"\(field.type)\" was not provided.")
    }

    // MARK: JSON

    /// The value of a variable.
    func value(_ json: JSONValue, _ type: TypeReference) throws(Mismatch) -> InputValue {
        if case .nonNull(let inner) = type {
            if json.isNull { throw Mismatch("Expected non-nullable type \"\(type)\" not to be null.") }
            return try value(json, inner)
        }
        if json.isNull { return .null }
        if let element = type.element {
            guard json.kind == .array else { return .list([try value(json, element)]) }
            var values: [InputValue] = []
            for (place, item) in json.elements.enumerated() {
                do { values.append(try value(item, element)) } catch { throw error.below("\(place)") }
            }
            return .list(values)
        }
        guard let named = schema.type(type.name) else { throw Mismatch("Unknown type \(type.name).") }
        switch named.content {
        case .input(let fields): return try object(json, fields, named)
        case .enumeration:
            guard let name = json.text(), let value = named.enumValue(name) else { throw wrong(json, named) }
            return .enumeration(value.name, stored: value.stored)
        case .scalar(let kind): return try scalar(json, kind, named)
        default: throw Mismatch("\(named.name) is no type of values that clients send.")
        }
    }

    private func object(_ json: JSONValue, _ fields: [InputField], _ type: NamedType) throws(Mismatch) -> InputValue {
        guard json.kind == .object else { throw wrong(json, type) }
        var sent: [String: JSONValue] = [:]
        for (key, value) in json.members {
            let name = String(decoding: key, as: UTF8.self)
            guard type.inputField(name) != nil else {
                throw Mismatch("Field \"\(name.prefix(64))\" is not defined by type \"\(type.name)\".")
            }
            sent[name] = value
        }
        var values: [(name: String, value: InputValue)] = []
        for field in fields {
            if let json = sent[field.name] {
                do { values.append((field.name, try value(json, field.type))) } catch { throw error.below(field.name) }
            } else if let initial = field.initial {
                values.append((field.name, initial))
            } else if field.isRequired {
                throw missing(field, type)
            }
        }
        return .object(values)
    }

    private func scalar(_ json: JSONValue, _ kind: ScalarKind, _ type: NamedType) throws(Mismatch) -> InputValue {
        switch (kind, json.kind) {
        case (.int, .number):
            // 1.0 is a whole number for those who have no other.
            guard let number = json.int ?? json.double.flatMap({ Int64(exactly: $0) }), Int32(exactly: number) != nil
            else { throw wrong(json, type) }
            return .int(number)
        case (.wide, .number):
            guard let number = json.int ?? json.double.flatMap({ Int64(exactly: $0) }) else { throw wrong(json, type) }
            return .int(number)
        case (.float, .number): return .float(json.double ?? 0)
        case (.string, .string), (.id, .string), (.text, .string): return .string(json.text() ?? "")
        case (.boolean, .bool): return .bool(json.bool ?? false)
        case (.id, .number):
            guard let number = json.int else { throw wrong(json, type) }
            return .string("\(number)")
        case (.text, .number): return .string(String(decoding: json.literal, as: UTF8.self))
        case (.json, _): return Self.any(json)
        default: throw wrong(json, type)
        }
    }

    private static func any(_ json: JSONValue) -> InputValue {
        switch json.kind {
        case .null: .null
        case .bool: .bool(json.bool ?? false)
        case .number: json.int.map(InputValue.int) ?? .float(json.double ?? 0)
        case .string: .string(json.text() ?? "")
        case .array: .list(json.elements.map(any))
        case .object: .object(json.members.map { (String(decoding: $0.key, as: UTF8.self), any($0.value)) })
        }
    }

    private func wrong(_ json: JSONValue, _ type: NamedType) -> Mismatch {
        let text = String(decoding: json.literal.prefix(64), as: UTF8.self)
        return Mismatch("\(type.name) cannot represent \(text).")
    }
}

extension Literal {
    /// The literal as it is written, cut where it is long.
    var text: String {
        let text: String =
            switch content {
            case .variable(let name): "$\(name)"
            case .int(let digits), .float(let digits): digits
            case .string(let text): "\"\(text)\""
            case .bool(let flag): "\(flag)"
            case .null: "null"
            case .enumeration(let name): name
            case .list(let items): "[\(items.prefix(4).map(\.text).joined(separator: ", "))]"
            case .object(let members):
                "{\(members.prefix(4).map { "\($0.name): \($0.value.text)" }.joined(separator: ", "))}"
            }
        return text.count > 64 ? text.prefix(61) + "..." : text
    }

    /// Names of the variables in it.
    func forEachVariable(_ body: (String, Int) -> Void) {
        switch content {
        case .variable(let name): body(name, place)
        case .list(let items): for item in items { item.forEachVariable(body) }
        case .object(let members): for member in members { member.value.forEachVariable(body) }
        default: break
        }
    }
}
