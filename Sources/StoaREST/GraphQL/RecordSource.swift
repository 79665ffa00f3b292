internal import StoaCore
internal import StoaGraphQL
internal import StoaJSON
internal import StoaRecords
internal import StoaStorage

/// Gives GraphQL the records of one store, as one credential may see them, in one snapshot.
///
/// Belongs to the thread on which a request is executed.
final class RecordSource: DataSource {
    let derived: DerivedSchema
    /// Runs what modules answer; nil where nothing of theirs is asked for.
    private let transaction: Transaction?
    let reader: StoreReader
    let access: RecordAccess
    let cursors: CursorCodec
    let requestID: String
    /// What keeps the JSON of nodes valid.
    private var kept: [KeptDocument] = []
    /// Why storage could not be read; the whole request has failed then.
    private(set) var storageFailure: StorageError?

    var schema: Schema { derived.schema }
    var registry: Registry { access.registry }
    var session: Session { access.session }

    init(
        _ derived: DerivedSchema, _ transaction: Transaction, access: RecordAccess, cursors: CursorCodec,
        requestID: String
    ) {
        self.derived = derived
        self.transaction = transaction
        reader = transaction.reader
        self.access = access
        self.cursors = cursors
        self.requestID = requestID
    }

    init(
        _ derived: DerivedSchema, _ reader: StoreReader, access: RecordAccess, cursors: CursorCodec, requestID: String
    ) {
        self.derived = derived
        self.reader = reader
        transaction = nil
        self.access = access
        self.cursors = cursors
        self.requestID = requestID
    }

    func values(
        of field: FieldDefinition, _ number: Int, _ arguments: Arguments, in parents: [Node]
    ) -> [Value] {
        do {
            if case .module(let root) = derived.fields[number] {
                let value = try value(of: root, ArgumentWriter.json(arguments, of: field, registry, schema))
                return parents.map { _ in value }
            }
            return try found(derived.fields[number], arguments, in: parents)
        } catch {
            let error = self.error(error)
            return parents.map { _ in .failure(error) }
        }
    }

    private func found(_ field: DerivedField, _ arguments: Arguments, in parents: [Node]) throws -> [Value] {
        switch field {
        case .globalID(let resource): return parents.map { id($0).map { .text(resource.globalID($0)) } ?? .null }
        case .moduleID(let type):
            return parents.map { node in
                id(node).map { .text(GlobalID.text(type, $0)) } ?? node.json?.member("id").map(Value.json) ?? .null
            }
        case .plainID: return parents.map { id($0).map(Value.int) ?? .null }
        case .labels(let member): return parents.map { Self.labels($0.json?.member(named: member)) }
        case .referenceID(let member, let target):
            return parents.map { number($0, member).map { .text(target.globalID($0)) } ?? .null }
        case .reference(let member, let target):
            return try records(target, parents.map { number($0, member) })
        case .ownerID(let resource), .owner(let resource): return try owners(resource, field, parents)
        case .children(let member, let child):
            return try parents.map { try page(ofChildren: child, $0.json?.member(named: member), arguments) }
        case .one(let resource):
            return try records(resource, parents.map { _ in id(arguments, of: resource) })
        case .oneByHandle(let resource, let handle):
            let condition = ListQuery.Condition.equal(field: handle, .text(arguments["handle"]?.text ?? ""))
            let found = try first(resource, [condition])
            return parents.map { _ in found }
        case .list(let resource, let filters):
            let page = try self.page(of: resource, [], filters, arguments)
            return parents.map { _ in page }
        case .count(let resource, let filters):
            let count = try self.count(of: resource, filters, arguments)
            return parents.map { _ in count }
        case .below(let resource, let link, let filters):
            return try parents.map { parent in
                try page(of: resource, Self.conditions(link, id(parent)), filters, arguments, held: held(link))
            }
        case .through(let resource, let through, let filters):
            return try parents.map { parent in
                let condition = ListQuery.Condition.through(through, key: nil, .integer(id(parent) ?? 0))
                try access.check(registry.resources[through.via], writing: false)
                return try page(of: resource, [condition], filters, arguments)
            }
        case .attached(let resource, let link, let filters):
            return try parents.map { parent in
                try attached(resource, Self.conditions(link, id(parent)), filters, arguments, held: held(link))
            }
        case .node: return try nodes([arguments["id"] ?? .null])
        case .nodes: return [.list(try nodes(arguments["ids"]?.elements ?? []))]
        case .pageNodes, .pageEdges, .pageInfo, .hasNextPage, .hasPreviousPage, .startCursor, .endCursor:
            return parents.map { part(field, of: $0) }
        case .edgeNode, .edgeCursor: return parents.map { part(field, ofEdge: $0) }
        case .payloadRecord, .payloadRecords, .payloadDeletedID, .payloadErrors, .moduleErrors:
            return parents.map { $0.changePart(field) }
        // Changes have been made when their answers are executed, and what modules answer has been asked for.
        case .change, .set, .module: return parents.map { _ in .null }
        }
    }

    func nodes(of type: NamedType, for values: [JSONValue]) -> [Value] {
        // A number where a record is promised names it.
        if let resource = registry.resources.first(where: { $0.declaration.typeName == type.name }),
            values.contains(where: { $0.kind == .number })
        {
            do {
                return try records(resource, values.map(\.int))
            } catch {
                let error = self.error(error)
                return values.map { _ in .failure(error) }
            }
        }
        return values.map { $0.kind == .object ? .node(Node(type, .json($0))) : .null }
    }

    /// What a module answers; what it writes is part of the transaction.
    func value(of root: RootField, _ arguments: [UInt8]) throws -> Value {
        guard session.actor.scopes.allows(root.scope) else { throw Failure.forbidden(scope: root.scope) }
        guard let transaction else { throw Failure(.internal) }
        return .json(try keep([UInt8](transaction.run(root, arguments))))
    }

    // MARK: Records

    /// The id of a record.
    func id(_ node: Node) -> Int64? { node.json?.member("id")?.int }

    private func number(_ node: Node, _ member: String) -> Int64? { node.json?.member(named: member)?.int }

    private func id(_ arguments: Arguments, of resource: Resource) -> Int64? {
        arguments["id"]?.text.flatMap { GlobalID.id($0, of: resource.declaration.typeName) }
    }

    /// The records with these ids, all found together; nil and what there is not are null.
    func records(_ resource: Resource, _ ids: [Int64?]) throws -> [Value] {
        let wanted = Set(ids.compactMap(\.self)).sorted()
        guard !wanted.isEmpty else { return ids.map { _ in .null } }
        try access.check(resource, writing: false)
        var found: [Int64: Node] = [:]
        var next = 0
        while next < wanted.count {
            let chunk = Array(wanted[next..<min(next + ListParameters.limits.upperBound, wanted.count)])
            next += chunk.count
            var query = ListQuery()
            query.ids = chunk
            query.limit = chunk.count
            try restrict(&query, of: resource)
            let (nodes, page) = try list(resource, query)
            for (node, id) in zip(nodes, page.ids) { found[id] = node }
        }
        return ids.map { id in id.flatMap { found[$0] }.map(Value.node) ?? .null }
    }

    /// Lets the query find nothing that is not for this credential.
    func restrict(_ query: inout ListQuery, of resource: Resource) throws {
        let guardian = access.guardian(of: resource, writing: false)
        query.conditions += guardian.fields.map { .equal(field: $0.field, $0.value) }
        try guardian.closed?.restrict(&query)
    }

    /// The records of a query, with what is known of their page.
    func list(_ resource: Resource, _ query: ListQuery) throws -> ([Node], StoreReader.Page) {
        guard let type = schema.type(resource.declaration.typeName) else { throw Failure(.internal) }
        var bytes = [UInt8(ascii: "[")]
        let page: StoreReader.Page
        do {
            page = try reader.list(resource, query, into: &bytes)
        } catch {
            storageFailure = error
            throw error
        }
        bytes.append(UInt8(ascii: "]"))
        return (try keep(bytes).elements.map { Node(type, .json($0)) }, page)
    }

    func count(_ resource: Resource, _ query: ListQuery) throws -> Int64 {
        do {
            return try reader.count(resource, query)
        } catch {
            storageFailure = error
            throw error
        }
    }

    /// Parses what the server itself has written, and keeps it as long as the request.
    func keep(_ bytes: [UInt8]) throws -> JSONValue {
        let document = try KeptDocument(bytes)
        kept.append(document)
        return document.root
    }

    /// The record of a document that is not in a list.
    func node(of resource: Resource, _ document: [UInt8]) throws -> Node {
        guard let type = schema.type(resource.declaration.typeName) else { throw Failure(.internal) }
        return Node(type, .json(try keep(document)))
    }

    /// The id of the one record that meets the conditions.
    func find(_ resource: Resource, _ conditions: [ListQuery.Condition]) throws -> Int64? {
        var query = ListQuery()
        query.conditions = conditions
        query.limit = 1
        return try list(resource, query).1.ids.first
    }

    private func first(_ resource: Resource, _ conditions: [ListQuery.Condition]) throws -> Value {
        try access.check(resource, writing: false)
        var query = ListQuery()
        query.conditions = conditions
        query.limit = 1
        try restrict(&query, of: resource)
        return try list(resource, query).0.first.map(Value.node) ?? .null
    }

    // MARK: Ids of any type

    private func nodes(_ ids: [InputValue]) throws -> [Value] {
        let names = ids.map { $0.text.flatMap(GlobalID.init) }
        var values = [Value](repeating: .null, count: ids.count)
        for resource in registry.resources where schema.type(resource.declaration.typeName) != nil {
            let places = names.indices.filter { names[$0]?.type.map { $0 == resource.declaration.typeName } ?? false }
            guard !places.isEmpty else { continue }
            for (place, value) in zip(places, try records(resource, places.map { names[$0]?.id })) {
                values[place] = value
            }
        }
        return values
    }

    /// What attachments belong to: of each kind, all at once.
    private func owners(_ resource: Resource, _ field: DerivedField, _ parents: [Node]) throws -> [Value] {
        guard let attachment = resource.relations.attachment else { return parents.map { _ in .null } }
        let member = resource.fields[attachment.field].name
        let kind = resource.fields[attachment.kind].name
        var values = [Value](repeating: .null, count: parents.count)
        for (word, index) in attachment.targets {
            let places = parents.indices.filter { place in
                parents[place].json?.member(named: kind)?.string?.elementsEqual(word.utf8) ?? false
            }
            guard !places.isEmpty else { continue }
            let target = registry.resources[index]
            let ids = places.map { number(parents[$0], member) }
            if case .ownerID = field {
                for (place, id) in zip(places, ids) { values[place] = id.map { .text(target.globalID($0)) } ?? .null }
            } else if schema.type(target.declaration.typeName) != nil {
                for (place, value) in zip(places, try records(target, ids)) { values[place] = value }
            }
        }
        return values
    }

    // MARK: Small parts

    /// `"a, b"` in records.
    private static func labels(_ json: JSONValue?) -> Value {
        let text = json?.text() ?? ""
        return .list(text.split(separator: ",").map { .text(String($0.drop { $0 == " " })) })
    }

    private static func conditions(_ link: Link, _ id: Int64?) -> [ListQuery.Condition] {
        [.equal(field: link.field, .integer(id ?? 0))]
            + (link.kind.map { [.equal(field: $0.field, .text($0.word))] } ?? [])
    }

    private func held(_ link: Link) -> Set<String> {
        let fields = registry.resources[link.resource].fields
        return Set([fields[link.field].name] + (link.kind.map { [fields[$0.field].name] } ?? []))
    }

    func error(_ error: any Error) -> GraphQLError {
        switch error {
        case let error as GraphQLError: error
        case let failure as Failure: GraphQLError(failure, requestID: requestID)
        case let error as StorageError: GraphQLError(Failure(error), requestID: requestID)
        default: GraphQLError(Failure(.internal), requestID: requestID)
        }
    }
}

extension Resource {
    func globalID(_ id: Int64) -> String { GlobalID.text(declaration.typeName, id) }
}

extension JSONValue {
    func member(named name: String) -> JSONValue? {
        var name = name
        return name.withUTF8 { member(UnsafeRawBufferPointer($0)) }
    }
}
