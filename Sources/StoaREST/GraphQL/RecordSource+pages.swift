internal import StoaCore
internal import StoaGraphQL
internal import StoaJSON
internal import StoaRecords

/// Connections: lists by pages.
extension RecordSource {
    /// A page of a list, as the arguments select it.
    func page(
        of resource: Resource, _ conditions: [ListQuery.Condition], _ filters: [FilterArgument],
        _ arguments: Arguments, held: Set<String> = []
    ) throws -> Value {
        try access.check(resource, writing: false)
        let wanted = try PageArguments(arguments)
        var query = try self.query(resource, filters, arguments, held: held)
        query.conditions += conditions
        query.limit = wanted.limit
        query.order = wanted.isReversed ? .newestFirst : .oldestFirst
        query.direction = wanted.isBackward ? .backward : .forward
        try sort(&query, resource, wanted)
        try restrict(&query, of: resource)
        let (nodes, page) = try list(resource, query)
        let isContinued = wanted.cursor != nil
        return connection(
            resource, nodes,
            page.ids.indices.map { index in
                RecordPage.Place(id: page.ids[index], sorted: wanted.sortField.map { page.values[index].pair($0) })
            },
            hasNext: wanted.isBackward ? isContinued : page.hasMore,
            hasPrevious: wanted.isBackward ? page.hasMore : isContinued)
    }

    /// Sets what the list is sorted by, and where it goes on: a cursor is good for the sort that it was made with.
    private func sort(_ query: inout ListQuery, _ resource: Resource, _ wanted: PageArguments) throws(GraphQLError) {
        let cursor: Cursor?
        if let text = wanted.cursor { cursor = try open(text, of: resource) } else { cursor = nil }
        query.boundary = cursor?.boundary
        guard cursor == nil || cursor?.filters.first?.name == wanted.sortField else {
            throw PageArguments.invalid("The cursor is none of a list with this sort key.")
        }
        guard let field = wanted.sortField.flatMap({ resource.field(named: $0) }) else { return }
        query.order = .value(field: field, isDescending: wanted.isReversed)
        query.boundaryValue = cursor?.filters.first.flatMap {
            resource.fields[field].holdsText ? .text($0.value) : Int64($0.value).map(QueryValue.integer)
        }
    }

    func count(of resource: Resource, _ filters: [FilterArgument], _ arguments: Arguments) throws -> Value {
        try access.check(resource, writing: false)
        var query = try self.query(resource, filters, arguments)
        try restrict(&query, of: resource)
        let count = try count(resource, query)
        guard let type = schema.type("Count") else { return .null }
        return .node(Node(type, .json(try keep(Array("{\"count\":\(count)}".utf8)))))
    }

    /// The one record that the arguments select among those of the conditions.
    func attached(
        _ resource: Resource, _ conditions: [ListQuery.Condition], _ filters: [FilterArgument],
        _ arguments: Arguments, held: Set<String>
    ) throws -> Value {
        try access.check(resource, writing: false)
        var query = try self.query(resource, filters, arguments, held: held)
        query.conditions += conditions
        query.limit = 1
        try restrict(&query, of: resource)
        return try list(resource, query).0.first.map(Value.node) ?? .null
    }

    /// What arguments and `query` select, read as the parameters of a list are.
    private func query(
        _ resource: Resource, _ filters: [FilterArgument], _ arguments: Arguments, held: Set<String> = []
    ) throws -> ListQuery {
        var pairs: [FormPair] = []
        for filter in filters {
            guard let value = arguments.given(filter.name) else { continue }
            pairs.append(FormPair(name: filter.parameter, value: try Self.text(value, filter)))
        }
        var strict: [FormPair] = []
        if let text = arguments.given("query")?.text {
            let terms = try SearchTerms(text, of: resource)
            pairs += terms.pairs
            strict = terms.strict
        }
        var query = try parameters(pairs, resource, held).query
        for condition in try parameters(strict, resource, held.union(resource.filters.map(\.field))).query.conditions {
            switch condition {
            case .atLeast(let field, let value): query.conditions.append(.beyond(field: field, value, above: true))
            case .atMost(let field, let value): query.conditions.append(.beyond(field: field, value, above: false))
            default: query.conditions.append(condition)
            }
        }
        for case .through(let filter, _, _) in query.conditions {
            try access.check(registry.resources[filter.via], writing: false)
        }
        return query
    }

    private func parameters(
        _ pairs: [FormPair], _ resource: Resource, _ held: Set<String>
    ) throws(Failure) -> ListParameters {
        try ListParameters(
            pairs, resource: resource, store: session.store, localTime: reader.localTime, dialect: .shopify,
            cursors: cursors, held: held)
    }

    /// A value as a query parameter writes it.
    private static func text(_ value: InputValue, _ filter: FilterArgument) throws -> String {
        switch value {
        case .bool(let flag): return "\(flag)"
        case .int(let number): return "\(number)"
        case .float(let number): return "\(number)"
        case .enumeration(_, let stored): return stored
        case .list(let values): return try values.map { try text($0, filter) }.joined(separator: ",")
        case .string(let text):
            guard let target = filter.names else {
                return filter.isID ? GlobalID(text).map { "\($0.id)" } ?? text : text
            }
            // What is no id of such a record selects nothing, as an id that was never given.
            return "\(GlobalID.id(text, of: target.declaration.typeName) ?? 0)"
        case .null, .object: return ""
        }
    }

    // MARK: Children

    /// A page of children, which lie in the rendering of what holds them.
    func page(ofChildren child: Resource, _ list: JSONValue?, _ arguments: Arguments) throws -> Value {
        guard let list, let type = schema.type(child.declaration.typeName) else { return .null }
        let wanted = try PageArguments(arguments)
        var all = list.elements.enumerated().map { (position: Int64($0), json: $1) }
        if wanted.isReversed { all.reverse() }
        var range = all.indices
        if let cursor = wanted.cursor {
            let cursor = try open(cursor, of: child)
            let place =
                all.firstIndex { $0.json.member("id")?.int == cursor.boundary }
                // It is gone: what followed it has moved up into its place.
                ?? (wanted.isReversed ? all.count - Int(cursor.position) : Int(cursor.position))
            let isThere = all.indices.contains(place) && all[place].json.member("id")?.int == cursor.boundary
            range =
                wanted.isBackward
                ? 0..<max(0, min(place, all.count)) : min(isThere ? place + 1 : place, all.count)..<all.count
        }
        let shown = wanted.isBackward ? range.suffix(wanted.limit) : range.prefix(wanted.limit)
        return connection(
            child, shown.map { Node(type, .json(all[$0].json)) },
            shown.map { RecordPage.Place(id: all[$0].json.member("id")?.int ?? 0, position: all[$0].position) },
            hasNext: (shown.last.map { $0 + 1 } ?? range.upperBound) < all.count,
            hasPrevious: (shown.first ?? range.lowerBound) > 0)
    }

    // MARK: Parts

    private func connection(
        _ resource: Resource, _ nodes: [Node], _ places: [RecordPage.Place], hasNext: Bool, hasPrevious: Bool
    ) -> Value {
        let name = resource.declaration.typeName
        guard let type = schema.type(name + "Connection"), let edge = schema.type(name + "Edge") else { return .null }
        let page = RecordPage(
            nodes, places, hasNext: hasNext, hasPrevious: hasPrevious, resource: resource, edgeType: edge)
        return .node(Node(type, .object(page)))
    }

    func part(_ field: DerivedField, of node: Node) -> Value {
        guard case .object(let object) = node.content, let page = object as? RecordPage else { return .null }
        switch field {
        case .pageNodes: return .list(page.nodes.map(Value.node))
        case .pageEdges:
            return .list(page.nodes.indices.map { .node(Node(page.edgeType, .object(RecordEdge(page, $0)))) })
        case .pageInfo: return schema.type("PageInfo").map { .node(Node($0, .object(page))) } ?? .null
        case .hasNextPage: return .bool(page.hasNext)
        case .hasPreviousPage: return .bool(page.hasPrevious)
        case .startCursor: return page.places.first.map { .text(seal($0, page.resource)) } ?? .null
        case .endCursor: return page.places.last.map { .text(seal($0, page.resource)) } ?? .null
        default: return .null
        }
    }

    func part(_ field: DerivedField, ofEdge node: Node) -> Value {
        guard case .object(let object) = node.content, let edge = object as? RecordEdge else { return .null }
        if case .edgeNode = field { return .node(edge.page.nodes[edge.index]) }
        return .text(seal(edge.page.places[edge.index], edge.page.resource))
    }

    // MARK: Cursors

    /// Those of GraphQL are no cursors of REST, whose filters are inside them.
    private static func scope(_ resource: Resource) -> String { "graphql " + resource.name }

    private func seal(_ place: RecordPage.Place, _ resource: Resource) -> String {
        cursors.seal(
            Cursor(
                boundary: place.id, position: place.position, direction: .forward,
                filters: place.sorted.map { [$0] } ?? []),
            resource: Self.scope(resource), store: session.store.id)
    }

    private func open(_ text: String, of resource: Resource) throws(GraphQLError) -> Cursor {
        guard let cursor = cursors.open(text, resource: Self.scope(resource), store: session.store.id) else {
            throw PageArguments.invalid("The cursor is none of this list.")
        }
        return cursor
    }
}

extension QueryValue {
    /// For cursors: what a list is sorted by, and a record's value of it.
    fileprivate func pair(_ name: String) -> FormPair {
        switch self {
        case .integer(let number): FormPair(name: name, value: "\(number)")
        case .float(let number): FormPair(name: name, value: "\(number)")
        case .text(let text): FormPair(name: name, value: text)
        }
    }
}
