internal import StoaJSON

/// Executes one operation breadth first: each field once for all the objects at its place, so that a list of records costs
/// what one record costs in searches (GraphQL specification of October 2021, section 6).
///
/// Not `Sendable`: made, used and dropped on one thread.
package final class Executor {
    let schema: Schema
    let source: any DataSource
    private let prepared: PreparedOperation
    /// The JSON of all leaves.
    var leaves: [UInt8] = []

    package init(_ prepared: PreparedOperation, source: any DataSource) {
        self.prepared = prepared
        self.source = source
        schema = prepared.checked.schema
    }

    /// A field of an object, with the selections that share its name in the answer.
    struct Collected {
        let key: String
        var fields: [FieldSelection]
    }

    /// What the operation asks for, in its sequence.
    package var rootKeys: [String] {
        schema.root(of: prepared.kind).map { root in collect(prepared.operation.selections, root).map(\.key) } ?? []
    }

    /// The fields of the root that are asked for.
    package var rootFields: [FieldDefinition] {
        guard let root = schema.root(of: prepared.kind) else { return [] }
        return collect(prepared.operation.selections, root).compactMap { schema.field($0.fields[0].name, of: root) }
    }

    /// The field that is asked for under this key.
    package func rootField(_ key: String) -> FieldDefinition? {
        guard let root = schema.root(of: prepared.kind),
            let field = collect(prepared.operation.selections, root).first(where: { $0.key == key })?.fields.first
        else { return nil }
        return schema.field(field.name, of: root)
    }

    /// The arguments of the root's field under this key.
    package func arguments(ofRoot key: String) throws(GraphQLError) -> Arguments {
        guard let root = schema.root(of: prepared.kind),
            let field = collect(prepared.operation.selections, root).first(where: { $0.key == key })?.fields.first,
            let definition = schema.field(field.name, of: root)
        else { return Arguments([]) }
        return try arguments(of: field, definition)
    }

    /// The value of `data`, and the errors of fields.
    package func run() -> ExecutionResult {
        guard let root = schema.root(of: prepared.kind) else { return ExecutionResult() }
        let object = objects([Node(root, .root)], prepared.operation.selections)
        return ResultWriter(leaves: leaves).write(object[0], .some(root.name))
    }

    /// The value of one field of the root, by its key; of others nothing is looked up.
    ///
    /// With `value`, that is the field's value, and nothing is looked up for it.
    package func run(only key: String, value: Value? = nil) -> ExecutionResult {
        guard let root = schema.root(of: prepared.kind),
            let collected = collect(prepared.operation.selections, root).first(where: { $0.key == key }),
            let field = schema.field(collected.fields[0].name, of: root)
        else { return ExecutionResult() }
        let column =
            value.map { complete([$0], field.type, collected) } ?? self.column(collected, field, [Node(root, .root)])
        return ResultWriter(leaves: leaves).write(column[0], field.type, at: key)
    }

    // MARK: Objects

    private func objects(_ nodes: [Node], _ selections: [Selection]) -> [Completed] {
        var results = [Completed](repeating: .null, count: nodes.count)
        var places: [(type: NamedType, places: [Int])] = []
        for (place, node) in nodes.enumerated() {
            if let known = places.firstIndex(where: { $0.type === node.type }) {
                places[known].places.append(place)
            } else {
                places.append((node.type, [place]))
            }
        }
        for (type, places) in places {
            let parents = places.map { nodes[$0] }
            let table = ObjectTable()
            for collected in collect(selections, type) {
                guard let field = schema.field(collected.fields[0].name, of: type) else { continue }
                table.add(collected.key, field, column(collected, field, parents))
            }
            for (row, place) in places.enumerated() { results[place] = .object(table, row: row) }
        }
        return results
    }

    private func column(_ collected: Collected, _ field: FieldDefinition, _ parents: [Node]) -> [Completed] {
        let arguments: Arguments
        do {
            arguments = try self.arguments(of: collected.fields[0], field)
        } catch {
            return parents.map { _ in .failure(error) }
        }
        return complete(values(of: field, arguments, parents), field.type, collected)
    }

    private func values(of field: FieldDefinition, _ arguments: Arguments, _ parents: [Node]) -> [Value] {
        switch field.source {
        case .member(let name):
            var name = name
            return name.withUTF8 { bytes in
                parents.map { $0.json?.member(UnsafeRawBufferPointer(bytes)).map(Value.json) ?? .null }
            }
        case .custom(let number): return source.values(of: field, number, arguments, in: parents)
        case .introspection(.typename): return parents.map { .text($0.type.name) }
        case .introspection(let wanted):
            return parents.map { parent in
                guard case .introspection(let node) = parent.content else {
                    return IntrospectionNode.root(wanted, arguments, schema)
                }
                return node.value(of: wanted)
            }
        }
    }

    /// The fields that an object of `type` is asked for, by their keys, in the sequence of the document.
    private func collect(_ selections: [Selection], _ type: NamedType) -> [Collected] {
        var fields: [Collected] = []
        var places: [String: Int] = [:]
        var seen: Set<String> = []
        collect(selections, type, &seen) { field in
            if let place = places[field.key] {
                fields[place].fields.append(field)
            } else {
                places[field.key] = fields.count
                fields.append(Collected(key: field.key, fields: [field]))
            }
        }
        return fields
    }

    private func collect(
        _ selections: [Selection], _ type: NamedType, _ seen: inout Set<String>, _ add: (FieldSelection) -> Void
    ) {
        for selection in selections {
            switch selection {
            case .field(let field):
                if field.directives.includes(prepared.variables) { add(field) }
            case .inline(let condition, let directives, let inner, _):
                guard directives.includes(prepared.variables), condition.map({ schema.matches(type, $0) }) ?? true
                else {
                    continue
                }
                collect(inner, type, &seen, add)
            case .spread(let name, let directives, _):
                guard directives.includes(prepared.variables), seen.insert(name).inserted,
                    let fragment = prepared.checked.fragments[name], schema.matches(type, fragment.condition)
                else { continue }
                collect(fragment.selections, type, &seen, add)
            }
        }
    }

    private func arguments(
        of field: FieldSelection, _ definition: FieldDefinition
    ) throws(GraphQLError) -> Arguments {
        let coercion = Coercion(schema: schema)
        var values: [(name: String, value: InputValue)] = []
        for argument in definition.arguments {
            let sent = field.arguments.first { $0.name == argument.name }
            do throws(Coercion.Mismatch) {
                if let sent, let value = try coercion.value(sent.value, argument.type, prepared.variables) {
                    values.append((argument.name, value))
                } else if let initial = argument.initial {
                    values.append((argument.name, initial))
                } else if argument.isRequired {
                    throw Coercion.Mismatch(
                        "Argument \"\(argument.name)\" of required type \"\(argument.type)\" was not provided.")
                }
            } catch {
                let place = prepared.checked.document.location(sent?.place ?? field.place)
                throw GraphQLError(error.message, code: .input, at: [place])
            }
        }
        return Arguments(values)
    }

    // MARK: Values

    private func complete(_ values: [Value], _ type: TypeReference, _ collected: Collected) -> [Completed] {
        if let element = type.element { return completeLists(values, element, collected) }
        guard let named = schema.type(type.name) else { return values.map { _ in .null } }
        guard named.isComposite else {
            return values.map { completeLeaf($0, named) }
        }
        return completeObjects(values, named, collected)
    }

    /// The elements of all lists are completed together.
    private func completeLists(_ values: [Value], _ element: TypeReference, _ collected: Collected) -> [Completed] {
        var flat: [Value] = []
        var counts: [Int?] = []
        for value in values {
            switch value {
            case .list(let elements):
                flat += elements
                counts.append(elements.count)
            case .json(let json) where json.kind == .array:
                counts.append(json.count)
                for item in json.elements { flat.append(.json(item)) }
            default: counts.append(nil)
            }
        }
        let completed = complete(flat, element, collected)
        var next = 0
        return zip(values, counts).map { value, count in
            guard let count else {
                if case .failure(let error) = value { return .failure(error) }
                return .null
            }
            defer { next += count }
            return .list(Array(completed[next..<(next + count)]))
        }
    }

    private func completeObjects(_ values: [Value], _ type: NamedType, _ collected: Collected) -> [Completed] {
        var values = values
        var pending: [(place: Int, json: JSONValue)] = []
        for (place, value) in values.enumerated() {
            if case .json(let json) = value { json.isNull ? values[place] = .null : pending.append((place, json)) }
        }
        if !pending.isEmpty {
            for (entry, value) in zip(pending, source.nodes(of: type, for: pending.map(\.json))) {
                values[entry.place] = value
            }
        }
        var nodes: [Node] = []
        for case .node(let node) in values { nodes.append(node) }
        let selections =
            collected.fields.count == 1 ? collected.fields[0].selections : collected.fields.flatMap(\.selections)
        var objects = self.objects(nodes, selections).makeIterator()
        return values.map { value in
            switch value {
            case .node: objects.next() ?? .null
            case .failure(let error): .failure(error)
            default: .null
            }
        }
    }
}

/// A value of the answer, whose parts have been looked up.
enum Completed {
    case null
    case leaf(Range<Int>)
    case list([Completed])
    case object(ObjectTable, row: Int)
    case failure(GraphQLError)
}

/// Objects of one type at one place, column by column.
final class ObjectTable {
    private(set) var columns: [(key: [UInt8], name: String, type: TypeReference, values: [Completed])] = []

    func add(_ key: String, _ field: FieldDefinition, _ values: [Completed]) {
        // Names of GraphQL need no escapes.
        columns.append((Array("\"\(key)\":".utf8), key, field.type, values))
    }
}
