/// Finds what no client could make sense of (GraphQL specification of October 2021, sections 3.6 to 3.10).
struct SchemaCheck {
    private let schema: Schema

    init(_ schema: Schema) { self.schema = schema }

    func run() throws(SchemaError) {
        guard schema.type(Schema.query) != nil else { throw SchemaError("There is no type Query.") }
        for type in schema.types { try check(type) }
    }

    private func check(_ type: NamedType) throws(SchemaError) {
        try checkName(type.name, in: "The schema", isOwn: Introspection.typeNames.contains(type.name))
        switch type.content {
        case .scalar: break
        case .object(let fields, let interfaces):
            try checkFields(fields, of: type)
            for name in interfaces { try checkImplements(type, name) }
        case .interface(let fields): try checkFields(fields, of: type)
        case .union(let members):
            for name in members { try checkObject(name, of: type.name) }
        case .enumeration(let values):
            try checkNames(values.map(\.name), in: type.name)
        case .input(let fields):
            try checkNames(fields.map(\.name), in: type.name)
            for field in fields { try checkInput(field, of: type.name) }
        }
    }

    private func checkFields(_ fields: [FieldDefinition], of type: NamedType) throws(SchemaError) {
        try checkNames(fields.map(\.name), in: type.name)
        for field in fields {
            let place = "\(type.name).\(field.name)"
            guard let value = schema.type(field.type.name), !value.isInputObject else {
                throw SchemaError("\(place) is of the type \(field.type.name), which is none that answers have.")
            }
            try checkNames(field.arguments.map(\.name), in: place)
            for argument in field.arguments { try checkInput(argument, of: place) }
        }
    }

    private func checkInput(_ field: InputField, of place: String) throws(SchemaError) {
        guard schema.type(field.type.name)?.isInput ?? false else {
            throw SchemaError(
                "\(place) takes \(field.name) of the type \(field.type.name), which is none that clients send.")
        }
    }

    private func checkImplements(_ type: NamedType, _ name: String) throws(SchemaError) {
        guard let interface = schema.type(name), case .interface(let fields) = interface.content else {
            throw SchemaError("\(type.name) implements \(name), which is no interface.")
        }
        for field in fields where type.field(field.name)?.type != field.type {
            throw SchemaError("\(type.name) implements \(name) without its field \(field.name): \(field.type).")
        }
    }

    private func checkObject(_ name: String, of union: String) throws(SchemaError) {
        guard case .object = schema.type(name)?.content else {
            throw SchemaError("\(union) has the member \(name), which is no object type.")
        }
    }

    private func checkNames(_ names: [String], in place: String) throws(SchemaError) {
        var seen: Set<String> = []
        for name in names {
            try checkName(name, in: place, isOwn: false)
            guard seen.insert(name).inserted else { throw SchemaError("\(place) has \(name) twice.") }
        }
    }

    private func checkName(_ name: String, in place: String, isOwn: Bool) throws(SchemaError) {
        let bytes = name.utf8
        guard let first = bytes.first, first.startsName, bytes.allSatisfy(\.continuesName),
            isOwn || !name.hasPrefix("__")
        else { throw SchemaError("\(place) has the name \"\(name)\", which GraphQL does not allow.") }
    }
}
