internal import StoaCore
internal import StoaGraphQL
internal import StoaRecords

/// Makes or changes attachments by the names that they have at their owners: all or none.
struct AttachmentsChange: MutationField {
    /// Most of them in one field, as in Shopify.
    static let countMax = 25

    let passwords: [[UInt8]] = []
    private let change: DerivedSet
    private let drafts: [Draft]

    private struct Draft: Sendable {
        let body: [UInt8]
        /// What finds the one that is there already; nil if a name is missing, which the create will refuse.
        let names: [ListQuery.Condition]?
    }

    init(
        _ change: DerivedSet, _ arguments: Arguments, _ access: RecordAccess, _ names: InputNames
    ) throws(Failure) {
        self.change = change
        try access.check(change.resource, writing: true)
        let elements = arguments[change.name]?.elements ?? []
        guard elements.count <= Self.countMax else {
            throw .invalid(change.name, "has more than \(Self.countMax) elements")
        }
        var drafts: [Draft] = []
        for (place, element) in elements.enumerated() {
            do {
                drafts.append(try Self.draft(element, change.resource, access.registry, names))
            } catch {
                throw error.at("\(change.name)[\(place)]")
            }
        }
        self.drafts = drafts
    }

    private static func draft(
        _ element: InputValue, _ resource: Resource, _ registry: Registry, _ names: InputNames
    ) throws(Failure) -> Draft {
        var writer = InputWriter(registry, names)
        try writer.write(element, resource)
        guard let attachment = resource.relations.attachment else { throw Failure(.internal) }
        let ownerName = GraphQLNames.camel(resource.fields[attachment.field].name)
        let owner = try InputWriter.owner(element.member(ownerName) ?? .null, of: resource, registry)
        var conditions: [ListQuery.Condition]? = [
            owner.id.map { .equal(field: attachment.field, .integer($0)) } ?? .isSet(field: attachment.field, false),
            .equal(field: attachment.kind, .text(owner.word)),
        ]
        for index in resource.namingFields {
            guard let text = element.member(GraphQLNames.camel(resource.fields[index].name))?.text else {
                conditions = nil
                break
            }
            conditions?.append(.equal(field: index, .text(text)))
        }
        return Draft(body: writer.body, names: conditions)
    }

    func perform(_ transaction: Transaction, _ source: RecordSource) throws -> (value: Value, target: String) {
        let resource = change.resource
        let guardian = source.access.guardian(of: resource, writing: true)
        let result = ChangeResult()
        var records: [Node] = []
        if drafts.count > 1 { try transaction.beginAllOrNone() }
        for (place, draft) in drafts.enumerated() {
            do {
                let stored = try draft.names.flatMap { try source.find(resource, $0) }
                let input = try transaction.parse(draft.body)
                let written =
                    try stored.map { (id) throws(Failure) in
                        try transaction.update(
                            resource, id: id, within: guardian, from: input, expectedVersion: .any)
                    } ?? transaction.create(resource, within: guardian, from: input)
                records.append(try source.node(of: resource, written.document))
            } catch let failure as Failure {
                throw failure.at("\(change.name)[\(place)]")
            }
        }
        result.records = records
        guard let type = source.schema.type(change.payload) else { throw Failure(.internal) }
        let targets = records.compactMap { source.id($0) }.map(String.init).joined(separator: ",")
        return (.node(Node(type, .object(result))), targets)
    }
}

extension Failure {
    /// The same of something that is at `place` in the input.
    fileprivate func at(_ place: String) -> Failure {
        var failure = self
        for index in failure.issues.indices {
            let field = failure.issues[index].field
            failure.issues[index].field = field.isEmpty ? place : "\(place).\(field)"
        }
        return failure
    }
}

extension Resource {
    /// The texts that tell the attachments of one owner apart: those that each must have and that lists are filtered by.
    var namingFields: [Int] {
        fields.indices.filter { index in
            fields[index].type == .text && fields[index].flags.contains(.required)
                && filters.contains { $0.parameter == fields[index].name && $0.kind == .equal }
        }
    }
}
