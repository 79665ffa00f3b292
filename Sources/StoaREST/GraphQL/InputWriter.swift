internal import StoaCore
internal import StoaGraphQL
internal import StoaJSON
internal import StoaRecords

/// Writes the input of a derived change as the body of the REST request that means the same.
struct InputWriter {
    let registry: Registry
    private(set) var body: [UInt8] = []

    init(registry: Registry) { self.registry = registry }

    /// Writes the members of a record's input; what is no field, such as its own id, is said by other means.
    mutating func write(_ input: InputValue, _ resource: Resource, path: String = "") throws(Failure) {
        body.append(UInt8(ascii: "{"))
        var isFirst = true
        func key(_ name: String, _ writer: inout InputWriter) {
            if !isFirst { writer.body.append(UInt8(ascii: ",")) }
            isFirst = false
            writer.body.appendJSONString(name)
            writer.body.append(UInt8(ascii: ":"))
        }
        for (name, value) in input.members ?? [] {
            if name == "id" {
                // Of a child, it says which one is meant.
                guard !path.isEmpty, !value.isNull else { continue }
                key("id", &self)
                try write(id: value, of: resource, "\(path)id")
            } else if let field = resource.fields.first(where: { $0.isWritable && GraphQLNames.camel($0.name) == name })
            {
                if field.flags.contains(.attached) {
                    let owner = try Self.owner(value, of: resource, registry)
                    key(field.name, &self)
                    body.append(text: owner.id.map { "\($0)" } ?? "null")
                    key(field.target, &self)
                    body.appendJSONString(owner.word)
                } else {
                    key(field.name, &self)
                    try write(value, field, resource, path + field.name)
                }
            } else if let input = registry.inputs(of: resource).first(where: { GraphQLNames.camel($0.name) == name }) {
                key(input.name, &self)
                value.append(to: &body)
            } else if name.hasSuffix("Confirmation"),
                let field = resource.fields.first(where: { GraphQLNames.camel($0.name) + "Confirmation" == name })
            {
                key(field.name + "_confirmation", &self)
                value.append(to: &body)
            }
        }
        body.append(UInt8(ascii: "}"))
    }

    private mutating func write(
        _ value: InputValue, _ field: Field, _ resource: Resource, _ path: String
    ) throws(Failure) {
        switch field.type {
        case .reference where !value.isNull:
            guard let target = registry.resource(named: field.target) else { return value.append(to: &body) }
            try write(id: value, of: target, path)
        case .children where !value.isNull:
            guard let child = registry.resource(named: field.target), let elements = value.elements else {
                return value.append(to: &body)
            }
            body.append(UInt8(ascii: "["))
            for (place, element) in elements.enumerated() {
                if place > 0 { body.append(UInt8(ascii: ",")) }
                try write(element, child, path: "\(path)[\(place)].")
            }
            body.append(UInt8(ascii: "]"))
        default: value.append(to: &body)
        }
    }

    private mutating func write(id value: InputValue, of resource: Resource, _ path: String) throws(Failure) {
        guard let id = value.text.flatMap({ GlobalID.id($0, of: resource.declaration.typeName) }) else {
            throw .invalid(path, "must exist")
        }
        body.append(decimal: id)
    }

    /// What an attachment is to belong to, and the word for its kind; null, and the type that the word for the store
    /// spells, are the store itself.
    static func owner(
        _ value: InputValue, of resource: Resource, _ registry: Registry
    ) throws(Failure) -> (id: Int64?, word: String) {
        guard let attachment = resource.relations.attachment else { throw Failure(.internal) }
        let store = resource.fields[attachment.kind].initial.filter { $0 != "\"" }
        guard !value.isNull else { return (nil, store) }
        let named = value.text.flatMap(GlobalID.init)
        if let type = named?.type, type == GraphQLNames.pascal(store) { return (nil, store) }
        let target = attachment.targets.first { registry.resources[$0.value].declaration.typeName == named?.type ?? "" }
        guard let named, let target else { throw .invalid(resource.fields[attachment.field].name, "must exist") }
        return (named.id, target.key)
    }
}
