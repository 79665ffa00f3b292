internal import StoaStorage

extension ListQuery {
    /// The direction in which rows are read.
    var isAscending: Bool {
        switch order {
        case .newestFirst, .value(_, isDescending: true): direction == .backward
        default: direction == .forward
        }
    }

    func orderColumn(_ layout: TableLayout) -> String {
        switch order {
        case .newestFirst, .oldestFirst: idColumn
        case .position(let field), .value(let field, _): layout.fieldColumns[field]
        case .linked: "rank"
        }
    }

    /// The last column that orders the rows; it decides where one before has equal values.
    fileprivate func lastColumn(_ layout: TableLayout) -> String {
        switch order {
        case .linked, .value: idColumn
        default: orderColumn(layout)
        }
    }

    /// The links that lead the way: an index has them in the sequence of the ids.
    fileprivate var leading: (filter: ThroughFilter, key: String?, value: QueryValue)? {
        // The index of the values leads.
        if case .value = order { return nil }
        for case .through(let filter, let key, let value) in conditions where filter.isOrdered {
            return (filter, key, value)
        }
        return nil
    }

    /// What stands for the id in conditions and orders, so that the engine follows the index that has it.
    fileprivate var idColumn: String {
        if leading != nil { return "linked" }
        return isSearchOfValues ? "+id" : "id"
    }

    /// A module's search for one of several values.
    ///
    /// The engine likes indexes that have ids in their sequence so much that it takes one by a value that a million records
    /// have before one by two values that one has; with the plus no index has them.
    private var isSearchOfValues: Bool {
        guard case .oldestFirst = order, ids == nil, sinceID == nil else { return false }
        return conditions.contains { if case .oneOf = $0 { true } else { false } }
    }
}

/// The SQL of a list or count with the values to bind, in their order.
struct SelectStatement {
    private(set) var text: String
    private(set) var values: [QueryValue] = []
    /// What orphans are, if there are any.
    private let orphans: OrphanConditions?

    init(counting query: ListQuery, _ layout: TableLayout, without orphans: OrphanConditions?) {
        self.orphans = orphans
        text = "SELECT COUNT(*) FROM "
        appendSource(query, layout)
        var unbounded = query
        unbounded.boundary = nil
        appendConditions(unbounded, layout)
    }

    /// Documents of one page and one row more, which tells whether another page follows.
    init(listing query: ListQuery, _ layout: TableLayout, without orphans: OrphanConditions?) {
        self.init(
            selecting: "id,version,rendering,document,\(query.orderColumn(layout))", query, limit: query.limit + 1,
            layout, orphans)
    }

    /// Whole rows, as `StoreConnection` reads them.
    init(loading query: ListQuery, _ layout: TableLayout, without orphans: OrphanConditions?) {
        self.init(selecting: layout.rowColumns, query, limit: query.limit, layout, orphans)
    }

    /// Only the ids of a page.
    init(identifying query: ListQuery, _ layout: TableLayout, without orphans: OrphanConditions?) {
        self.init(selecting: "id", query, limit: query.limit, layout, orphans)
    }

    private init(
        selecting columns: String, _ query: ListQuery, limit: Int, _ layout: TableLayout, _ orphans: OrphanConditions?
    ) {
        self.orphans = orphans
        text = "SELECT \(columns) FROM "
        appendSource(query, layout)
        appendConditions(query, layout)
        text += " ORDER BY "
        switch query.order {
        case .linked: text += query.isAscending ? "rank," : "rank DESC,"
        case .value: text += query.orderColumn(layout) + (query.isAscending ? "," : " DESC,")
        default: break
        }
        text += query.lastColumn(layout) + (query.isAscending ? " LIMIT ?" : " DESC LIMIT ?")
        values.append(.integer(Int64(limit)))
        if query.offset > 0 {
            text += " OFFSET ?"
            values.append(.integer(Int64(query.offset)))
        }
    }

    func prepare(on connection: StoreConnection) throws(StorageError) -> Statement {
        let statement = try connection.statement(text)
        try values.bind(to: statement)
        return statement
    }

    /// The table, or the links that lead to its records: the first 50 of 100,000 then cost what 50 cost.
    private mutating func appendSource(_ query: ListQuery, _ layout: TableLayout) {
        guard let (filter, key, value) = query.leading else { return text += layout.table }
        var rank: Field?
        if case .linked(let field) = query.order { rank = field }
        text += "(\(linked(filter, key, value, rank: rank))) CROSS JOIN \(layout.table) ON id=linked"
    }

    private mutating func linked(
        _ filter: ThroughFilter, _ key: String?, _ value: QueryValue, rank: Field? = nil
    ) -> String {
        var conditions: [String] = []
        if let key, let field = filter.key?.field {
            conditions.append(TableLayout.column(field) + "=?")
            values.append(.text(key))
        }
        conditions.append(TableLayout.column(filter.field) + "=?")
        values.append(value)
        if let orphan = orphans?.condition(filter.via) { conditions.append("NOT (\(orphan))") }
        let columns =
            TableLayout.column(filter.link) + " AS linked" + (rank.map { ",\(TableLayout.column($0)) AS rank" } ?? "")
        let table = TableLayout.table(filter.resource)
        return "SELECT \(columns) FROM \(table) WHERE \(conditions.joined(separator: " AND "))"
    }

    private mutating func appendConditions(_ query: ListQuery, _ layout: TableLayout) {
        var isFirst = true
        func next() -> String {
            defer { isFirst = false }
            return isFirst ? " WHERE " : " AND "
        }
        if let orphan = orphans?.condition(layout.resource.index) { text += next() + "NOT (\(orphan))" }
        if let parent = query.parent {
            text += next() + "parent=?"
            values.append(.integer(parent))
        }
        let leading = query.leading.map { ListQuery.Condition.through($0.filter, key: $0.key, $0.value) }
        for condition in query.conditions where leading == nil || condition != leading {
            text += next()
            text += sql(condition, layout)
        }
        // The index has no other records; whoever orders by it says so.
        if case .value = query.order { text += next() + "\(query.orderColumn(layout)) IS NOT NULL" }
        if let ids = query.ids {
            text += next() + "\(query.idColumn) IN (\(placeholders(ids.count)))"
            values += ids.map(QueryValue.integer)
        }
        if let sinceID = query.sinceID {
            text += next() + query.idColumn + ">?"
            values.append(.integer(sinceID))
        }
        if let boundary = query.boundary { text += next() + beyond(boundary, query, layout) }
    }

    /// Positions are dense among siblings.
    ///
    /// When the boundary itself is gone, what followed it has moved up into its place.
    private mutating func beyond(_ boundary: Int64, _ query: ListQuery, _ layout: TableLayout) -> String {
        let sign = query.isAscending ? ">" : "<"
        if case .linked = query.order {
            values += [.integer(query.boundaryPosition), .integer(boundary)]
            return "(rank,\(query.idColumn))\(sign)(?,?)"
        }
        if case .value = query.order {
            values += [query.boundaryValue ?? .integer(0), .integer(boundary)]
            return "(\(query.orderColumn(layout)),\(query.idColumn))\(sign)(?,?)"
        }
        values.append(.integer(boundary))
        guard case .position = query.order else { return "\(query.idColumn)\(sign)?" }
        let column = query.orderColumn(layout)
        values.append(.integer(query.isAscending ? query.boundaryPosition - 1 : query.boundaryPosition))
        return "\(column)\(sign)COALESCE((SELECT \(column) FROM \(layout.table) WHERE id=?),?)"
    }

    private mutating func sql(_ condition: ListQuery.Condition, _ layout: TableLayout) -> String {
        let columns = layout.fieldColumns
        switch condition {
        case .equal(let field, let value):
            values.append(value)
            return columns[field] + "=?"
        case .oneOf(let field, let list):
            values += list
            return columns[field] + " IN (\(placeholders(list.count)))"
        case .noneOf(let field, let list):
            values += list
            let column = columns[field]
            return "(\(column) IS NULL OR \(column) NOT IN (\(placeholders(list.count))))"
        case .contains(let field, let text):
            values.append(.text(text))
            return "instr(\(TableLayout.folded(layout.resource.fields[field])),?)>0"
        case .atLeast(let field, let value):
            values.append(value)
            return columns[field] + ">=?"
        case .atMost(let field, let value):
            values.append(value)
            return columns[field] + "<=?"
        case .beyond(let field, let value, let above):
            values.append(value)
            return columns[field] + (above ? ">?" : "<?")
        case .through(let filter, let key, let value): return "id IN (\(linked(filter, key, value)))"
        case .isSet(let field, let isSet):
            return columns[field] + (isSet ? " IS NOT NULL" : " IS NULL")
        }
    }

    private func placeholders(_ count: Int) -> String {
        Array(repeating: "?", count: count).joined(separator: ",")
    }
}

/// What a search's statement depends on beside the values: the same for every value that is looked for.
struct SearchShape: Hashable {
    private let resource: Int
    private let parts: [Int]

    /// Nil for a query whose lists have lengths of their own, or that is in another order than a search.
    init?(_ query: ListQuery, of resource: Resource) {
        guard case .oldestFirst = query.order, case .forward = query.direction, query.offset == 0, query.ids == nil,
            query.sinceID == nil
        else { return nil }
        self.resource = resource.index
        var parts = [query.parent == nil ? 0 : 1, query.boundary == nil ? 0 : 1]
        for condition in query.conditions {
            guard let part = condition.shape else { return nil }
            parts.append(part)
        }
        self.parts = parts
    }
}

extension ListQuery {
    /// The values of a query that has a `SearchShape`, as its statement takes them.
    var singleValues: [QueryValue] {
        var values: [QueryValue] = []
        if let parent { values.append(.integer(parent)) }
        for condition in conditions { if let value = condition.singleValue { values.append(value) } }
        if let boundary { values.append(.integer(boundary)) }
        return values + [.integer(Int64(limit))]
    }
}

extension ListQuery.Condition {
    private static let kinds = 7

    /// Another number for every field and comparison; nil if it has any number of values.
    fileprivate var shape: Int? {
        switch self {
        case .equal(let field, _): field * Self.kinds
        case .atLeast(let field, _): field * Self.kinds + 1
        case .atMost(let field, _): field * Self.kinds + 2
        case .beyond(let field, _, let above): field * Self.kinds + (above ? 3 : 4)
        case .isSet(let field, let isSet): field * Self.kinds + (isSet ? 5 : 6)
        case .contains, .oneOf, .noneOf, .through: nil
        }
    }

    fileprivate var singleValue: QueryValue? {
        switch self {
        case .equal(_, let value), .atLeast(_, let value), .atMost(_, let value), .beyond(_, let value, _): value
        case .isSet, .contains, .oneOf, .noneOf, .through: nil
        }
    }
}
