internal import CStoaABI
package import StoaCore
package import StoaStorage

/// What a record must be for a request to see it.
///
/// Held by the parent that the path names or linked to it, one of the path's facet, its owner's; a record that is not is
/// as good as none.
package struct RecordGuard: Sendable, Equatable {
    /// The id of the record that must hold it.
    package var parent: Int64?
    /// Values that fields of it must have.
    package var fields: [Value] = []

    package struct Value: Sendable, Equatable {
        package let field: Int
        package let value: QueryValue

        package init(field: Int, value: QueryValue) {
            self.field = field
            self.value = value
        }
    }

    /// Attachments that are not for the actor, because what they are attached to is not.
    package var closed: Closed?

    package struct Closed: Sendable, Equatable {
        /// The field that says what a record is attached to.
        package let field: Int
        /// Its words, with the scope that is missing; empty where the whole resource is not there.
        package let scopes: [String: String]

        package init(field: Int, scopes: [String: String]) {
            self.field = field
            self.scopes = scopes
        }

        /// Leaves them out of a list, and refuses one that asks for nothing else.
        package func restrict(_ query: inout ListQuery) throws(Failure) {
            guard !scopes.isEmpty else { return }
            for case .equal(field, .text(let word)) in query.conditions {
                guard let scope = scopes[word] else { return }
                throw scope.isEmpty ? Failure(.notFound) : .forbidden(scope: scope)
            }
            query.conditions.append(.noneOf(field: field, scopes.keys.sorted().map(QueryValue.text)))
        }
    }

    package init(parent: Int64? = nil) {
        self.parent = parent
    }

    var isOpen: Bool { parent == nil && fields.isEmpty }

    /// The scope that the actor lacks for this record, empty if it should not be there at all.
    func missingScope(for record: Draft) -> String? {
        guard let closed, !record[closed.field].isNull else { return nil }
        return closed.scopes[String(decoding: record[closed.field].bytes, as: UTF8.self)]
    }

    func admits(_ record: Draft) -> Bool {
        (parent == nil || record.parent?.id == parent) && fields.allSatisfy { $0.value.equals(record[$0.field]) }
    }
}

extension QueryValue {
    fileprivate func equals(_ value: stoa_val) -> Bool {
        switch self {
        case .integer(let number): !value.isNull && value.i == number
        case .float(let number): !value.isNull && value.f == number
        case .text(let text): !value.isNull && value.bytes.elementsEqual(text.utf8)
        }
    }
}

extension CallContext {
    /// The value in the arena, or nil if that is full.
    func value(_ value: QueryValue) -> stoa_val? {
        switch value {
        case .integer(let number): Values.integer(number)
        case .float(let number): Values.float(number)
        case .text(let text): arena.copy(text: text).map { Values.text($0) }
        }
    }
}

extension StoreConnection {
    /// True if a record is stored and the guard lets it be seen.
    func admits(_ guardian: RecordGuard, id: Int64, in resource: Resource) throws(StorageError) -> Bool {
        guard try !isOrphan(id, of: resource) else { return false }
        var text = "SELECT 1 FROM \(schema.tables[resource.index].table) WHERE id=?"
        var values: [QueryValue] = [.integer(id)]
        if let parent = guardian.parent {
            text += " AND parent=?"
            values.append(.integer(parent))
        }
        for condition in guardian.fields {
            text += " AND \(TableLayout.column(resource.fields[condition.field]))=?"
            values.append(condition.value)
        }
        let statement = try statement(text)
        defer { statement.reset() }
        try values.bind(to: statement)
        return try statement.step()
    }
}

extension StoreReader {
    /// The scope that the actor lacks for a record, or nil if it has all or there is no such record.
    package func missingScope(
        _ resource: Resource, id: Int64, within guardian: RecordGuard
    ) throws(StorageError) -> String? {
        guard let closed = guardian.closed, !closed.scopes.isEmpty, try !connection.isOrphan(id, of: resource) else {
            return nil
        }
        let column = TableLayout.column(resource.fields[closed.field])
        let statement = try connection.statement(
            "SELECT \(column) FROM \(TableLayout.table(resource.name)) WHERE id=?")
        defer { statement.reset() }
        try statement.bind(1, id)
        return try statement.step() ? closed.scopes[statement.string(0)].flatMap { $0.isEmpty ? nil : $0 } : nil
    }
}

extension [QueryValue] {
    /// Binds the values to the places from 1 on.
    func bind(to statement: Statement) throws(StorageError) {
        for (position, value) in enumerated() {
            switch value {
            case .integer(let number): try statement.bind(Int32(position + 1), number)
            case .float(let number): try statement.bind(Int32(position + 1), number)
            case .text(let text): try statement.bind(Int32(position + 1), text)
            }
        }
    }
}
