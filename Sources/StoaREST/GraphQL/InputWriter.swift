internal import StoaCore
internal import StoaGraphQL
internal import StoaJSON
internal import StoaRecords

/// What a member of an input type stands for.
enum InputMember: Sendable {
    /// A field of the resource, by its index.
    case field(Int)
    /// A member of bodies that modules read.
    case input(String)
    /// A password again.
    case confirmation(String)
}

/// The members of every resource's input types by their names, made once: spelling a name costs more than reading its value.
struct InputNames: Sendable {
    private let members: [[String: InputMember]]

    init(_ registry: Registry) {
        members = registry.resources.map { resource in
            var members: [String: InputMember] = [:]
            for input in registry.inputs(of: resource) { members[GraphQLNames.camel(input.name)] = .input(input.name) }
            for (index, field) in resource.fields.enumerated() where field.isWritable {
                let name = GraphQLNames.camel(field.name)
                members[name] = .field(index)
                if field.type == .password {
                    members[name + "Confirmation"] = .confirmation(field.name + "_confirmation")
                }
            }
            return members
        }
    }

    func member(_ name: String, of resource: Resource) -> InputMember? { members[resource.index][name] }
}

/// Writes the input of a derived change as the body of the REST request that means the same.
struct InputWriter {
    private let registry: Registry
    private let names: InputNames
    private(set) var body: [UInt8] = []

    init(_ registry: Registry, _ names: InputNames) {
        self.registry = registry
        self.names = names
    }

    /// Writes the members of a record's input; what is no field, such as its own id, is said by other means.
    mutating func write(_ input: InputValue, _ resource: Resource, path: String = "") throws(Failure) {
        body.append(UInt8(ascii: "{"))
        let start = body.count
        for (name, value) in input.members ?? [] {
            // Of a child, it says which one is meant.
            if name == "id", !path.isEmpty, !value.isNull {
                key("id", after: start)
                try write(id: value, of: resource, "\(path)id")
            }
            switch names.member(name, of: resource) {
            case .field(let index):
                let field = resource.fields[index]
                key(field.name, after: start)
                guard field.flags.contains(.attached) else {
                    try write(value, field, resource, path + field.name)
                    continue
                }
                let owner = try Self.owner(value, of: resource, registry)
                body.append(text: owner.id.map { "\($0)" } ?? "null")
                key(field.target, after: start)
                body.appendJSONString(owner.word)
            case .input(let name), .confirmation(let name):
                key(name, after: start)
                value.append(to: &body)
            case nil: continue
            }
        }
        body.append(UInt8(ascii: "}"))
    }

    /// The name of the object's next member; the object begins at `start`.
    private mutating func key(_ name: String, after start: Int) {
        if body.count > start { body.append(UInt8(ascii: ",")) }
        body.appendJSONString(name)
        body.append(UInt8(ascii: ":"))
    }

    private mutating func write(
        _ value: InputValue, _ field: Field, _ resource: Resource, _ path: String
    ) throws(Failure) {
        switch field.type {
        case .reference where !value.isNull:
            guard let target = registry.resource(named: field.target) else { return value.append(to: &body) }
            try write(id: value, of: target, path)
        // An id that is no link: whatever it names, the number counts.
        case .integer where value.text != nil:
            guard let named = value.text.flatMap(GlobalID.init) else { return value.append(to: &body) }
            body.append(decimal: named.id)
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
