package import StoaCore
package import StoaJSON
internal import StoaStorage

/// What a create, update or delete left behind.
package struct WriteResult {
    package let id: Int64
    package let version: Int64
    /// The record's rendering; empty after a delete.
    package let document: [UInt8]
}

extension Failure {
    /// The body of a request is not JSON.
    package init(malformed error: JSONError) {
        self = .badRequest("The body \(error.message).")
    }
}

/// The derived write operations, as a client's request states them.
extension Transaction {
    /// Parses a request's body.
    ///
    /// Values live as long as this unit of work, and until the next call.
    package func parse(_ body: [UInt8]) throws(Failure) -> JSONValue {
        guard !body.isEmpty else { return try parse(Array("{}".utf8)) }
        guard let copy = body.withUnsafeBytes({ context.arena.copy($0) }) else { throw Failure(.tooLarge) }
        do {
            try document.parse(copy)
        } catch {
            throw Failure(malformed: error)
        }
        return document.root
    }

    /// Runs a module's own route.
    package func run(_ route: ModuleRoute, _ call: RouteCall) throws(Failure) {
        context.phase = route.writes ? .writing : .reading
        context.module = route.module
        try check(route.run(context, call), module: route.module)
    }

    /// Runs a module's field of GraphQL's root and returns its value as JSON, which lives in the arena.
    package func run(_ field: RootField, _ arguments: [UInt8]) throws(Failure) -> UnsafeRawBufferPointer {
        guard let input = arguments.withUnsafeBytes({ context.arena.copy($0) }) else { throw Failure(.tooLarge) }
        context.phase = field.writes ? .writing : .reading
        context.module = field.module
        let (code, output) = field.service.run(context, input)
        try check(code, module: field.module)
        return output
    }

    private func check(_ code: Int32, module: String) throws(Failure) {
        if storageFailure != nil { throw Failure(.internal) }
        guard code >= 0 else { throw context.failure(code, module: module) }
        guard context.issues.isEmpty else { throw context.failure(context.failureCode, module: module) }
    }

    /// To be called before the first of several changes that count wholly or not at all.
    package func beginAllOrNone() throws(Failure) {
        try translated { () throws(WriteError) in try self.onDisk { () throws(StorageError) in try self.isolate() } }
    }

    /// Creates a record from a client's object, which becomes such that `guardian` admits it.
    ///
    /// A missing parent is 404.
    package func create(
        _ resource: Resource, within guardian: RecordGuard, from object: JSONValue
    ) throws(Failure) -> WriteResult {
        try translated { () throws(WriteError) in
            guard let parentIndex = resource.parent else {
                let draft = try self.emptyDraft(resource)
                return try self.save(object, to: draft, of: draft, within: guardian)
            }
            let parent = guardian.parent
            let parentResource = self.context.registry.resources[parentIndex]
            guard let parent, let stored = try self.loadTree(parentResource, id: parent) else {
                throw .refused(.notFound(resource: parentResource.name, id: parent.map { "\($0)" } ?? ""))
            }
            let root = try self.editableCopy(of: stored.root)
            guard let holder = self.find(parentResource, id: parent, in: root),
                let link = parentResource.children.firstIndex(where: { $0.resource == resource.index })
            else { throw .refused(Failure(.internal)) }
            guard holder.children[link].count < InputReader.maximumChildren else {
                throw .refused(.invalid("", "has \(InputReader.maximumChildren) \(resource.plural) already"))
            }
            let draft = try self.emptyDraft(resource)
            holder.append(draft, to: link)
            return try self.save(object, to: draft, of: root, within: guardian)
        }
    }

    /// Refuses with 404 if there is no such record, or none that `guardian` admits.
    package func require(_ resource: Resource, id: Int64, within guardian: RecordGuard) throws(Failure) {
        try translated { () throws(WriteError) in
            let isThere = try self.onDisk { () throws(StorageError) in
                try self.connection.admits(guardian, id: id, in: resource)
            }
            guard isThere else {
                throw .refused(.notFound(resource: resource.name, id: "\(id)"))
            }
        }
    }

    /// The id of the record that paths name by this key; 404 if there is none.
    package func id(of resource: Resource, named key: String) throws(Failure) -> Int64 {
        try translated { () throws(WriteError) in
            let id = try self.onDisk { () throws(StorageError) in try self.reader.id(of: resource, named: key) }
            guard let id else { throw .refused(.notFound(resource: resource.name, id: String(key.prefix(64)))) }
            return id
        }
    }

    /// What paths name a record by: its first key, or its id where the resource has none.
    package func name(of resource: Resource, id: Int64) throws(Failure) -> String {
        guard let key = resource.relations.key else { return "\(id)" }
        return try translated { () throws(WriteError) in
            try self.onDisk { () throws(StorageError) in try self.connection.key(key, of: id) } ?? ""
        }
    }

    /// Changes the fields that were sent.
    ///
    /// With `expectedVersion`, a record that has changed since is 412.
    package func update(
        _ resource: Resource, id: Int64, within guardian: RecordGuard, from object: JSONValue,
        expectedVersion: VersionCondition
    ) throws(Failure) -> WriteResult {
        try translated { () throws(WriteError) in
            let stored = try self.existing(resource, id: id, guardian, expectedVersion)
            let root = try self.editableCopy(of: stored.root)
            guard let draft = self.find(resource, id: id, in: root) else { throw .refused(Failure(.internal)) }
            return try self.save(object, to: draft, of: root, within: guardian)
        }
    }

    /// Deletes a record with everything below it; deleting a child is a change of its root.
    package func delete(
        _ resource: Resource, id: Int64, within guardian: RecordGuard, expectedVersion: VersionCondition
    ) throws(Failure) -> WriteResult {
        try translated { () throws(WriteError) in
            let stored = try self.existing(resource, id: id, guardian, expectedVersion)
            if resource.isRoot {
                try self.delete(stored.root)
            } else {
                let root = try self.editableCopy(of: stored.root)
                guard let draft = self.find(resource, id: id, in: root) else { throw .refused(Failure(.internal)) }
                draft.drop()
                _ = try self.save(root)
            }
            return WriteResult(id: id, version: stored.record.version, document: [])
        }
    }

    private func existing(
        _ resource: Resource, id: Int64, _ guardian: RecordGuard, _ expected: VersionCondition
    ) throws(WriteError) -> (root: Draft, record: Draft) {
        guard let stored = try loadTree(resource, id: id), guardian.admits(stored.record) else {
            throw .refused(.notFound(resource: resource.name, id: "\(id)"))
        }
        try checkIsOpen(stored.record, guardian)
        guard expected.allows(id: id, version: stored.record.version) else { throw .refused(Failure(.stale)) }
        return stored
    }

    /// What an attachment belongs to may need a scope that the actor lacks.
    private func checkIsOpen(_ record: Draft, _ guardian: RecordGuard) throws(WriteError) {
        guard let scope = guardian.missingScope(for: record) else { return }
        throw .refused(
            scope.isEmpty ? .notFound(resource: record.resource.name, id: "\(record.id)") : .forbidden(scope: scope))
    }

    private func apply(_ object: JSONValue, to draft: Draft) throws(WriteError) {
        var reader = InputReader(context: context)
        do {
            try reader.apply(object, to: draft)
        } catch {
            throw outOfMemory()
        }
        reader.fillInitial(draft.root)
        if reader.isMalformed { throw .refused(Failure(.badRequest, issues: reader.issues)) }
        for issue in reader.issues { context.fail(-422, field: issue.field, message: issue.message) }
    }

    /// Saves the tree with a client's object in one of its records.
    private func save(
        _ object: JSONValue, to draft: Draft, of root: Draft, within guardian: RecordGuard
    ) throws(WriteError) -> WriteResult {
        try apply(object, to: draft)
        // Where it belongs is what the path says, whatever the body does.
        for condition in guardian.fields {
            guard let value = context.value(condition.value) else { throw outOfMemory() }
            draft[condition.field] = value
            draft.markSent(condition.field)
        }
        try checkIsOpen(draft, guardian)
        do {
            let document = try save(root)
            let own = draft === root ? document : rendered(draft)
            return WriteResult(id: draft.id, version: draft.version, document: own)
        } catch {
            guard case .refused(var failure) = error else { throw error }
            // The client wrote this record alone, so its paths begin there.
            let path = draft.path
            for index in failure.issues.indices where failure.issues[index].field.hasPrefix(path) {
                failure.issues[index].field.removeFirst(path.count)
            }
            throw .refused(failure)
        }
    }

    private func translated<T>(_ body: () throws(WriteError) -> T) throws(Failure) -> T {
        do {
            return try body()
        } catch {
            if case .storage(let cause) = error { storageFailure = cause }
            throw Failure(error)
        }
    }
}

/// The condition of an If-Match header.
package enum VersionCondition: Sendable, Equatable {
    case any
    /// The entity tags that the client accepts.
    case tags([String])

    func allows(id: Int64, version: Int64) -> Bool {
        guard case .tags(let tags) = self else { return true }
        let tag = EntityTag.text(id: id, version: version)
        // The tag of a part of the record's fields goes on behind the version.
        return tags.contains { $0 == tag || $0.hasPrefix(tag.dropLast() + "-") }
    }
}

/// Entity tags of records: they change with every change of the record, in every dialect alike.
package enum EntityTag {
    package static func text(id: Int64, version: Int64) -> String { "\"\(id)-\(version)\"" }
}

extension Draft {
    var root: Draft {
        var record = self
        while let parent = record.parent { record = parent }
        return record
    }

    /// What stands before the names of its fields in issues of the whole tree: "items[2].", or nothing for a root.
    var path: String {
        guard let parent else { return "" }
        for (link, siblings) in parent.children.enumerated() {
            guard let place = siblings.firstIndex(where: { $0 === self }) else { continue }
            return "\(parent.path)\(parent.resource.fields[parent.resource.children[link].field].name)[\(place)]."
        }
        return ""
    }

    /// Takes the record out of its parent; its row goes when the root is saved.
    func drop() {
        isDropped = true
        guard let parent else { return }
        for link in parent.children.indices { parent.children[link].removeAll { $0 === self } }
    }
}
