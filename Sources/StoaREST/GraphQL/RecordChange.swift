internal import StoaCore
internal import StoaGraphQL
internal import StoaRecords

/// A derived change of one record.
struct RecordChange: MutationField {
    let passwords: [[UInt8]]
    private let change: DerivedChange
    /// The JSON of the record.
    private let body: [UInt8]
    /// Nil for one that is made.
    private let id: Int64?
    private let guardian: RecordGuard

    init(
        _ change: DerivedChange, _ arguments: Arguments, _ access: RecordAccess, _ names: InputNames
    ) throws(Failure) {
        self.change = change
        let resource = change.resource
        try access.check(resource, writing: true)
        var guardian = access.guardian(of: resource, writing: true)
        if let facet = change.facet, let index = resource.field(named: facet.field) {
            guardian.fields.append(.init(field: index, value: .text(facet.value)))
        }
        let input = try Self.input(arguments, change)
        id = change.kind == .create ? nil : try Self.id(arguments, input, resource)
        if change.kind == .create, let parent = resource.parent.map({ access.registry.resources[$0] }) {
            guardian.parent = try Self.parent(input, parent.declaration.typeName)
        }
        self.guardian = guardian
        var writer = InputWriter(access.registry, names)
        if let input, change.kind != .delete { try writer.write(input, resource) }
        body = writer.body
        passwords = resource.fields.filter { $0.type == .password }.compactMap { field in
            guard let text = input?.member(GraphQLNames.camel(field.name))?.text,
                text.utf8.count <= PasswordHash.passwordBytesMax
            else { return nil }
            return Array(text.utf8)
        }
    }

    /// The record in the arguments, under either of its names.
    private static func input(_ arguments: Arguments, _ change: DerivedChange) throws(Failure) -> InputValue? {
        let inputs = ["input", change.name].compactMap { arguments.given($0) }
        guard inputs.count <= 1 else {
            throw .invalid("input", "and \(change.name) say the same: send one of them")
        }
        if inputs.isEmpty, change.kind == .create { throw .invalid("input", "can't be blank") }
        return inputs.first
    }

    private static func id(
        _ arguments: Arguments, _ input: InputValue?, _ resource: Resource
    ) throws(Failure) -> Int64 {
        guard let text = arguments.given("id")?.text ?? input?.member("id")?.text else {
            throw .invalid("id", "can't be blank")
        }
        guard let id = GlobalID.id(text, of: resource.declaration.typeName) else {
            throw .notFound(resource: resource.name, id: String(text.prefix(64)))
        }
        return id
    }

    private static func parent(_ input: InputValue?, _ type: String) throws(Failure) -> Int64 {
        let name = GraphQLNames.lowerFirst(type) + "Id"
        guard let id = input?.member(name)?.text.flatMap({ GlobalID.id($0, of: type) }) else {
            throw .invalid(name, "must exist")
        }
        return id
    }

    func perform(_ transaction: Transaction, _ source: RecordSource) throws -> (value: Value, target: String) {
        let resource = change.resource
        let result = ChangeResult()
        let target: Int64
        switch change.kind {
        case .create:
            let written = try transaction.create(resource, within: guardian, from: transaction.parse(body))
            target = written.id
            result.record = try source.node(of: resource, written.document)
        case .update:
            target = id ?? 0
            let written = try transaction.update(
                resource, id: target, within: guardian, from: transaction.parse(body), expectedVersion: .any)
            result.record = try source.node(of: resource, written.document)
        case .delete:
            target = id ?? 0
            _ = try transaction.delete(resource, id: target, within: guardian, expectedVersion: .any)
            result.deletedID = resource.globalID(target)
        }
        guard let type = source.schema.type(change.payload) else { throw Failure(.internal) }
        return (.node(Node(type, .object(result))), "\(target)")
    }
}
