internal import StoaAuth
internal import StoaCore
internal import StoaJSON
internal import StoaRecords
internal import StoaStorage

/// Reads: answered on the event loop from rendered records.
extension APIService {
    func get(_ found: Router.Match, _ exchange: inout Exchange, _ loop: LoopState) throws(Failure) -> HTTPResponse {
        let (resource, session) = try context(found, exchange)
        let identity = try RecordIdentity(found, resource, registry: registry)
        let fields = try self.fields(exchange, resource, session)
        let suffix =
            fields.map { "-\($0.joined(separator: ",").utf8.reduce(UInt32(7)) { ($0 &* 31) &+ UInt32($1) })" } ?? ""
        let ifNoneMatch = exchange.request.ifNoneMatch
        var body = exchange.dialect.opening(resource)
        let opening = body.count
        body.reserveCapacity(4_096)
        var isUnchanged = false
        let version: Int64?
        do {
            let reader = try loop.readers.reader(session.store)
            let owner = resource.ownerField.map { _ in session.actor.publicID }
            version = try reader.get(
                resource, id: identity.id, parent: identity.parent, owner: owner, into: &body
            ) { version in
                guard ifNoneMatch != nil else { return true }
                let tag = EntityTag.text(id: identity.id, version: version, suffix: suffix)
                isUnchanged = Conditions.matches(ifNoneMatch, tag: tag)
                return !isUnchanged
            }
        } catch {
            throw failure(error, exchange)
        }
        guard let version else { throw .notFound(resource: resource.name, id: identity.text) }
        var head = exchange.head
        head.add("ETag: ", EntityTag.text(id: identity.id, version: version, suffix: suffix))
        if isUnchanged { return HTTPResponse(status: 304, headerLines: head.lines) }
        if let fields {
            let record = Array(body[opening...])
            body.removeLast(body.count - opening)
            record.withUnsafeBytes { loop.projection.append($0, fields: fields, to: &body) }
        }
        exchange.dialect.appendClosing(to: &body)
        head.addJSON()
        return HTTPResponse(status: 200, headerLines: head.lines, body: body)
    }

    func list(_ found: Router.Match, _ exchange: inout Exchange, _ loop: LoopState) throws(Failure) -> HTTPResponse {
        let (resource, session) = try context(found, exchange)
        var parameters = try self.parameters(exchange, resource, session)
        parameters.query.parent = try parent(found, resource)
        if found.operation.isNested, parameters.query.sinceID == nil {
            // Children in the sequence in which their parent shows them.
            parameters.query.order = resource.positionField.map { .position(field: $0) } ?? .oldestFirst
        }
        var body = exchange.dialect.listOpening(resource)
        body.reserveCapacity(64 << 10)
        let projection = loop.projection
        let transform = parameters.fields.map { fields in
            { (record: UnsafeRawBufferPointer, out: inout [UInt8]) in
                projection.append(record, fields: fields, to: &out)
            }
        }
        let page: StoreReader.Page
        do {
            let reader = try loop.readers.reader(session.store)
            try checkParent(parameters.query.parent, of: resource, reader)
            page = try reader.list(resource, parameters.query, into: &body, transform: transform)
        } catch {
            throw refusal(error, exchange)
        }
        let links = PageLinks(page, parameters, resource: resource, store: session.store, cursors: cursors)
        exchange.dialect.appendListClosing(
            nextCursor: links.next, limit: parameters.query.limit, count: page.ids.count, to: &body)
        var head = exchange.head
        let tag = page.entityTag(body.count)
        head.add("ETag: ", tag)
        if exchange.dialect.envelope == .named { links.appendHeader(exchange.request, parameters, to: &head) }
        if Conditions.matches(exchange.request.ifNoneMatch, tag: tag) {
            return HTTPResponse(status: 304, headerLines: head.lines)
        }
        head.addJSON()
        return HTTPResponse(status: 200, headerLines: head.lines, body: body)
    }

    func count(_ found: Router.Match, _ exchange: inout Exchange, _ loop: LoopState) throws(Failure) -> HTTPResponse {
        let (resource, session) = try context(found, exchange)
        var parameters = try self.parameters(exchange, resource, session)
        parameters.query.parent = try parent(found, resource)
        let count: Int64
        do {
            let reader = try loop.readers.reader(session.store)
            try checkParent(parameters.query.parent, of: resource, reader)
            count = try reader.count(resource, parameters.query)
        } catch {
            throw refusal(error, exchange)
        }
        var head = exchange.head
        let tag = "\"\(count)\""
        head.add("ETag: ", tag)
        if Conditions.matches(exchange.request.ifNoneMatch, tag: tag) {
            return HTTPResponse(status: 304, headerLines: head.lines)
        }
        head.addJSON()
        return HTTPResponse(status: 200, headerLines: head.lines, body: exchange.dialect.countBody(count))
    }

    // MARK: Parts

    func context(_ found: Router.Match, _ exchange: Exchange) throws(Failure) -> (Resource, Session) {
        guard let index = found.operation.resource, let session = exchange.session else { throw Failure(.internal) }
        return (registry.resources[index], session)
    }

    private func parent(_ found: Router.Match, _ resource: Resource) throws(Failure) -> Int64? {
        guard found.operation.isNested else { return nil }
        return try RecordIdentity.id(found.parameters[0], of: resource.parent.map { registry.resources[$0].name } ?? "")
    }

    private func checkParent(_ parent: Int64?, of resource: Resource, _ reader: StoreReader) throws {
        guard let parent, let index = resource.parent else { return }
        let holder = registry.resources[index]
        guard try reader.exists(holder, id: parent) else {
            throw Failure.notFound(resource: holder.name, id: "\(parent)")
        }
    }

    private func parameters(
        _ exchange: Exchange, _ resource: Resource, _ session: Session
    ) throws(Failure) -> ListParameters {
        let pairs = try exchange.target?.queryPairs() ?? []
        var parameters = try ListParameters(
            pairs, resource: resource, store: session.store, dialect: exchange.dialect, cursors: cursors)
        if let field = resource.ownerField {
            parameters.query.conditions.append(.equal(field: field, .text(session.actor.publicID)))
        }
        return parameters
    }

    private func fields(_ exchange: Exchange, _ resource: Resource, _ session: Session) throws(Failure) -> [String]? {
        guard let target = exchange.target, !target.query.isEmpty else { return nil }
        var fields: [String]?
        for pair in try target.queryPairs() where pair.name == "fields" || pair.name == "fields[\(resource.name)]" {
            fields = (fields ?? []) + pair.value.split(separator: ",").map { String($0.drop { $0 == " " }) }
        }
        return fields
    }

    /// What ends a read: a refusal as it is, or a storage error.
    private func refusal(_ error: any Error, _ exchange: Exchange) -> Failure {
        switch error {
        case let refusal as Failure: refusal
        case let error as StorageError: failure(error, exchange)
        default: Failure(.internal)
        }
    }

    /// A storage error while reading: damage is named in the log, the client sees an opaque 5xx.
    func failure(_ error: StorageError, _ exchange: Exchange) -> Failure {
        log.error(
            "A store's database cannot be read",
            ["error": "\(error)", "request_id": exchange.requestID, "store": exchange.session?.store.name ?? ""])
        return Failure(error)
    }
}

/// The id, and the parent's id where the path names one, of a request for one record.
struct RecordIdentity {
    let id: Int64
    let parent: Int64?
    private let spelling: Substring
    /// The id as the client wrote it.
    var text: String { String(spelling.prefix(64)) }

    init(_ found: Router.Match, _ resource: Resource, registry: Registry) throws(Failure) {
        if found.operation.isNested {
            parent = try Self.id(
                found.parameters[0], of: resource.parent.map { registry.resources[$0].name } ?? resource.name)
        } else {
            parent = nil
        }
        spelling = found.parameters[found.parameters.count - 1]
        id = try Self.id(spelling, of: resource.name)
    }

    /// What is no id is no record: 404 like an id that was never given.
    ///
    /// A record has one path: a second spelling, with zeros in front, would be cached and logged as another.
    static func id(_ text: Substring, of resource: String) throws(Failure) -> Int64 {
        guard text.utf8.first != UInt8(ascii: "0"), let id = BoundedInt.parse(text, in: 1...(1 << 53)) else {
            throw .notFound(resource: resource, id: String(text.prefix(64)))
        }
        return Int64(id)
    }
}

extension EntityTag {
    static func text(id: Int64, version: Int64, suffix: String) -> String {
        suffix.isEmpty ? text(id: id, version: version) : "\"\(id)-\(version)\(suffix)\""
    }
}
