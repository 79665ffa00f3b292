internal import StoaGraphQL
internal import StoaJSON
internal import StoaRecords

/// Writes the arguments of a module's field as JSON, with ids in a form that a module can take apart.
struct ArgumentWriter {
    private let registry: Registry
    private let schema: Schema
    private var out: [UInt8] = []

    static func json(_ arguments: Arguments, of field: FieldDefinition, _ registry: Registry, _ schema: Schema)
        -> [UInt8]
    {
        var writer = ArgumentWriter(registry: registry, schema: schema)
        writer.object(arguments.values, field.arguments)
        return writer.out
    }

    private init(registry: Registry, schema: Schema) {
        self.registry = registry
        self.schema = schema
    }

    private mutating func object(_ members: [(name: String, value: InputValue)], _ fields: [InputField]) {
        out.append(UInt8(ascii: "{"))
        for (place, member) in members.enumerated() {
            if place > 0 { out.append(UInt8(ascii: ",")) }
            out.appendJSONString(member.name)
            out.append(UInt8(ascii: ":"))
            if let type = fields.first(where: { $0.name == member.name })?.type {
                value(member.value, type)
            } else {
                member.value.append(to: &out)
            }
        }
        out.append(UInt8(ascii: "}"))
    }

    private mutating func value(_ value: InputValue, _ type: TypeReference) {
        switch value {
        case .list(let elements):
            guard let element = type.element else { return value.append(to: &out) }
            out.append(UInt8(ascii: "["))
            for (place, item) in elements.enumerated() {
                if place > 0 { out.append(UInt8(ascii: ",")) }
                self.value(item, element)
            }
            out.append(UInt8(ascii: "]"))
        case .object(let members): object(members, schema.type(type.name)?.inputFields ?? [])
        case .string(let text) where type.name == "ID": out.appendJSONString(id(text))
        default: value.append(to: &out)
        }
    }

    /// `thing/1`, whatever namespace was sent; what names no resource stays as it is.
    private func id(_ text: String) -> String {
        guard let named = GlobalID(text), let type = named.type,
            let resource = registry.resources.first(where: { $0.declaration.typeName == type })
        else { return text }
        return "\(resource.declaration.attachedAs?.name ?? resource.name)/\(named.id)"
    }
}
