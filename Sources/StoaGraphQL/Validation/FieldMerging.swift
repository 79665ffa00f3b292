/// Whether fields that share a name in the answer can be one (GraphQL specification of October 2021, section 5.3.2).
///
/// All selections under one name are compared together instead of pair by pair: by the shapes of their values, and, where
/// their parents may be the same object, by name and arguments. A budget ends what repeats fragments in fragments.
struct FieldMerging {
    struct Conflict {
        let message: String
        let place: Int

        init(message: String, place: Int) {
            self.message = message
            self.place = place
        }

        init(_ key: String, _ reason: String, _ place: Int) {
            message =
                "Fields \"\(key)\" conflict because \(reason). Use different aliases on the fields to fetch both if this was intentional."
            self.place = place
        }
    }

    private struct Found {
        let parent: NamedType
        let field: FieldSelection
        let definition: FieldDefinition
    }

    private static let fieldsMax = 20_000

    private let schema: Schema
    private let fragments: [String: FragmentDefinition]
    private var budget = fieldsMax

    init(schema: Schema, fragments: [String: FragmentDefinition]) {
        self.schema = schema
        self.fragments = fragments
    }

    /// The first conflict in the selections of an operation; nil if there is none.
    mutating func conflict(in selections: [Selection], of type: NamedType) -> Conflict? {
        conflict(among: collect([(selections, type)]), comparesNames: true)
    }

    private mutating func conflict(among fields: [Found], comparesNames: Bool) -> Conflict? {
        budget -= fields.count
        guard budget >= 0 else {
            return Conflict(
                message: "The document repeats too many fields to compare them.", place: fields[0].field.place)
        }
        var groups: [String: [Found]] = [:]
        var keys: [String] = []
        for found in fields {
            if groups[found.field.key] == nil { keys.append(found.field.key) }
            groups[found.field.key, default: []].append(found)
        }
        for key in keys {
            guard let group = groups[key], group.count > 1 || !group[0].field.selections.isEmpty else { continue }
            if let conflict = conflict(under: key, group, comparesNames) { return conflict }
        }
        return nil
    }

    private mutating func conflict(under key: String, _ group: [Found], _ comparesNames: Bool) -> Conflict? {
        guard comparesNames else { return shapes(under: key, group) ?? below(group, comparesNames: false) }
        let parts = commonParents(group)
        for part in parts { if let conflict = Self.names(under: key, part) { return conflict } }
        if let conflict = shapes(under: key, group) { return conflict }
        for part in parts { if let conflict = below(part, comparesNames: true) { return conflict } }
        // Fields of different objects need not be the same, but what they give must look the same.
        return parts.count > 1 ? below(group, comparesNames: false) : nil
    }

    private static func names(under key: String, _ group: [Found]) -> Conflict? {
        for found in group.dropFirst() {
            let first = group[0].field
            let reason =
                found.field.name != first.name
                ? "\"\(first.name)\" and \"\(found.field.name)\" are different fields"
                : haveSameArguments(first, found.field) ? nil : "they have differing arguments"
            if let reason { return Conflict(key, reason, found.field.place) }
        }
        return nil
    }

    private func shapes(under key: String, _ group: [Found]) -> Conflict? {
        let first = group[0].definition.type
        for found in group.dropFirst() where !haveSameShape(first, found.definition.type) {
            return Conflict(
                key, "they return conflicting types \"\(first)\" and \"\(found.definition.type)\"", found.field.place)
        }
        return nil
    }

    private mutating func below(_ group: [Found], comparesNames: Bool) -> Conflict? {
        let inner = group.compactMap { found -> ([Selection], NamedType)? in
            guard !found.field.selections.isEmpty, let type = schema.type(found.definition.type.name) else {
                return nil
            }
            return (found.field.selections, type)
        }
        guard !inner.isEmpty else { return nil }
        let fields = collect(inner)
        guard !fields.isEmpty else { return nil }
        return conflict(among: fields, comparesNames: comparesNames)
    }

    /// Fields that may be asked of one object: of each object type, with those of abstract types.
    private func commonParents(_ group: [Found]) -> [[Found]] {
        let abstract = group.filter { $0.parent.isAbstract }
        var parts: [(parent: NamedType, fields: [Found])] = []
        for found in group where !found.parent.isAbstract {
            if let place = parts.firstIndex(where: { $0.parent === found.parent }) {
                parts[place].fields.append(found)
            } else {
                parts.append((found.parent, abstract + [found]))
            }
        }
        return parts.isEmpty ? [abstract] : parts.map(\.fields)
    }

    private func haveSameShape(_ left: TypeReference, _ right: TypeReference) -> Bool {
        switch (left, right) {
        case (.nonNull(let left), .nonNull(let right)), (.list(let left), .list(let right)):
            return haveSameShape(left, right)
        case (.named(let left), .named(let right)):
            let isComposite = [left, right].map { schema.type($0)?.isComposite ?? false }
            return isComposite[0] && isComposite[1] || left == right
        default: return false
        }
    }

    private static func haveSameArguments(_ left: FieldSelection, _ right: FieldSelection) -> Bool {
        left.arguments.count == right.arguments.count
            && left.arguments.allSatisfy { argument in
                right.arguments.contains { $0.name == argument.name && $0.value.isSame(as: argument.value) }
            }
    }

    /// The fields of selections, with those of fragments; each fragment once.
    private mutating func collect(_ selections: [([Selection], NamedType)]) -> [Found] {
        var fields: [Found] = []
        var seen: Set<String> = []
        for (selections, type) in selections { collect(selections, type, &seen, &fields) }
        return fields
    }

    private mutating func collect(
        _ selections: [Selection], _ type: NamedType, _ seen: inout Set<String>, _ fields: inout [Found]
    ) {
        for selection in selections {
            switch selection {
            case .field(let field):
                guard let definition = schema.field(field.name, of: type) else { continue }
                fields.append(Found(parent: type, field: field, definition: definition))
            case .inline(let condition, _, let inner, _):
                collect(inner, condition.flatMap(schema.type) ?? type, &seen, &fields)
            case .spread(let name, _, _):
                guard let fragment = fragments[name], let type = schema.type(fragment.condition),
                    seen.insert(name).inserted
                else { continue }
                collect(fragment.selections, type, &seen, &fields)
            }
        }
    }
}

extension Literal {
    /// Written alike, members of objects in any sequence.
    func isSame(as other: Literal) -> Bool {
        switch (content, other.content) {
        case (.variable(let left), .variable(let right)), (.int(let left), .int(let right)),
            (.float(let left), .float(let right)), (.string(let left), .string(let right)),
            (.enumeration(let left), .enumeration(let right)):
            left == right
        case (.bool(let left), .bool(let right)): left == right
        case (.null, .null): true
        case (.list(let left), .list(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
        case (.object(let left), .object(let right)):
            left.count == right.count
                && left.allSatisfy { member in
                    right.contains { $0.name == member.name && $0.value.isSame(as: member.value) }
                }
        default: false
        }
    }
}
