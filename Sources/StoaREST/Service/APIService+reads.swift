internal import StoaAuth
internal import StoaCore
internal import StoaJSON
internal import StoaRecords
internal import StoaStorage

/// Reads: answered on the event loop from rendered records.
extension APIService {
    func get(_ found: Router.Match, _ exchange: inout Exchange, _ loop: LoopState) throws(Failure) -> HTTPResponse {
        let (resource, session) = try context(found, exchange)
        let identity = try RecordIdentity(found, resource)
        let guardian = try self.guardian(of: found, resource, session)
        let fields = try self.fields(exchange, resource)
        let names = RecordNames(found.operation, resource)
        let subset =
            fields.map { "-\($0.joined(separator: ",").utf8.reduce(UInt32(7)) { ($0 &* 31) &+ UInt32($1) })" } ?? ""
        let ifNoneMatch = exchange.request.ifNoneMatch
        var body = exchange.dialect.opening(names.name)
        let opening = body.count
        body.reserveCapacity(4_096)
        var isUnchanged = false
        let id: Int64
        let version: Int64?
        let suffix: String
        do {
            let reader = try loop.readers.reader(session.store)
            suffix = EntityTag.suffix(shownBy: reader.localTime) + subset
            if found.operation.holder?.facet != nil { try checkHolder(found, reader) }
            id = try identity.id(of: resource, in: reader)
            if let scope = try reader.missingScope(resource, id: id, within: guardian) {
                throw Failure.forbidden(scope: scope)
            }
            version = try reader.get(resource, id: id, within: guardian, into: &body) { version in
                guard ifNoneMatch != nil else { return true }
                let tag = EntityTag.text(id: id, version: version, suffix: suffix)
                isUnchanged = Conditions.matches(ifNoneMatch, tag: tag)
                return !isUnchanged
            }
        } catch {
            throw refusal(error, exchange)
        }
        guard let version else { throw .notFound(resource: resource.name, id: identity.text) }
        var head = exchange.head
        head.add("ETag: ", EntityTag.text(id: id, version: version, suffix: suffix))
        if isUnchanged { return HTTPResponse(status: 304, headerLines: head.lines) }
        let selection = names.selection(of: fields)
        if !selection.isWhole {
            let record = Array(body[opening...])
            body.removeLast(body.count - opening)
            record.withUnsafeBytes { loop.projection.append($0, selection, to: &body) }
        }
        exchange.dialect.appendClosing(to: &body)
        head.addJSON()
        return HTTPResponse(status: 200, headerLines: head.lines, body: body)
    }

    func list(_ found: Router.Match, _ exchange: inout Exchange, _ loop: LoopState) throws(Failure) -> HTTPResponse {
        let (resource, session) = try context(found, exchange)
        do {
            let reader = try loop.readers.reader(session.store)
            var parameters = try self.parameters(found, exchange, resource, session, reader.localTime)
            if parameters.query.parent != nil, parameters.query.sinceID == nil {
                // Children in the sequence in which their parent shows them.
                parameters.query.order = resource.positionField.map { .position(field: $0) } ?? .oldestFirst
            }
            try checkHolder(found, reader)
            return try page(
                parameters, of: resource, named: RecordNames(found.operation, resource), exchange, loop.projection,
                reader)
        } catch {
            throw refusal(error, exchange)
        }
    }

    /// A page of records with its links, whoever put the query together.
    func page(
        _ parameters: ListParameters, of resource: Resource, named names: RecordNames, _ exchange: Exchange,
        _ projection: FieldProjection, _ reader: StoreReader
    ) throws(StorageError) -> HTTPResponse {
        var body = exchange.dialect.listOpening(names.plural)
        body.reserveCapacity(64 << 10)
        let selection = names.selection(of: parameters.fields)
        let transform = { (record: UnsafeRawBufferPointer, out: inout [UInt8]) in
            projection.append(record, selection, to: &out)
        }
        let page = try reader.list(
            resource, parameters.query, into: &body, transform: selection.isWhole ? nil : transform)
        let links = PageLinks(page, parameters, resource: resource, cursors: cursors)
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
        let count: Int64
        do {
            let reader = try loop.readers.reader(session.store)
            let parameters = try self.parameters(found, exchange, resource, session, reader.localTime)
            try checkHolder(found, reader)
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

    func access(_ session: Session) -> RecordAccess { RecordAccess(session: session, registry: registry) }

    func context(_ found: Router.Match, _ exchange: Exchange) throws(Failure) -> (Resource, Session) {
        guard let index = found.operation.resource, let session = exchange.session else { throw Failure(.internal) }
        return (registry.resources[index], session)
    }

    /// What a record must be for this request to see it.
    func guardian(of found: Router.Match, _ resource: Resource, _ session: Session) throws(Failure) -> RecordGuard {
        var guardian = RecordGuard()
        if let holder = found.operation.holder {
            let id = try RecordIdentity.id(found.parameters[0], of: registry.resources[holder.resource].name)
            if let field = holder.field {
                guardian.fields.append(.init(field: field, value: .integer(id)))
                if let kind = holder.kind { guardian.fields.append(.init(field: kind.field, value: .text(kind.word))) }
            } else {
                guardian.parent = id
            }
        }
        if let facet = found.operation.facet, let field = resource.field(named: facet.field) {
            guardian.fields.append(.init(field: field, value: .text(facet.value)))
        }
        access(session).restrict(&guardian, of: resource, writing: found.operation.writes)
        // Below what they are attached to, the path has said of which kind they are, and the route has been let pass.
        if found.operation.holder != nil { guardian.closed = nil }
        return guardian
    }

    /// A list below a record that there is not is 404, not empty.
    private func checkHolder(_ found: Router.Match, _ reader: StoreReader) throws {
        guard let holder = try holder(of: found) else { return }
        guard try reader.exists(holder.resource, id: holder.id, within: holder.guardian) else {
            throw Failure.notFound(resource: holder.resource.name, id: "\(holder.id)")
        }
    }

    /// The record that the path begins with, and what it has to be.
    func holder(
        of found: Router.Match
    ) throws(Failure) -> (resource: Resource, id: Int64, guardian: RecordGuard)? {
        guard let holder = found.operation.holder else { return nil }
        let resource = registry.resources[holder.resource]
        var guardian = RecordGuard()
        if let facet = holder.facet, let field = resource.field(named: facet.field) {
            guardian.fields = [.init(field: field, value: .text(facet.value))]
        }
        return (resource, try RecordIdentity.id(found.parameters[0], of: resource.name), guardian)
    }

    private func parameters(
        _ found: Router.Match, _ exchange: Exchange, _ resource: Resource, _ session: Session, _ localTime: LocalTime
    ) throws(Failure) -> ListParameters {
        try listParameters(exchange, resource, session, localTime, within: guardian(of: found, resource, session))
    }

    /// The request's parameters for what a module's route lists of this resource.
    func listParameters(
        _ exchange: Exchange, _ resource: Resource, _ session: Session, _ localTime: LocalTime
    ) throws(Failure) -> ListParameters {
        let guardian = access(session).guardian(of: resource, writing: false)
        return try listParameters(exchange, resource, session, localTime, within: guardian)
    }

    private func listParameters(
        _ exchange: Exchange, _ resource: Resource, _ session: Session, _ localTime: LocalTime,
        within guardian: RecordGuard
    ) throws(Failure) -> ListParameters {
        // What the path says of a field needs no initial value of a filter.
        let held = Set(guardian.fields.map { resource.fields[$0.field].name })
        var parameters = try ListParameters(
            try exchange.target?.queryPairs() ?? [], resource: resource, store: session.store, localTime: localTime,
            dialect: exchange.dialect, cursors: cursors, held: held)
        try checkScopes(of: parameters, session)
        parameters.query.parent = guardian.parent
        parameters.query.conditions += guardian.fields.map { .equal(field: $0.field, $0.value) }
        if let closed = guardian.closed { try closed.restrict(&parameters.query) }
        return parameters
    }

    /// A filter through other records says what they hold, so it takes the scope that reading them takes.
    func checkScopes(of parameters: ListParameters, _ session: Session) throws(Failure) {
        for case .through(let filter, _, _) in parameters.query.conditions {
            let scope = registry.resources[filter.via].declaration.readScope
            guard session.actor.scopes.allows(scope) else { throw .forbidden(scope: scope) }
        }
    }

    /// The fields that the client wants of a record; nil for all.
    func fields(_ exchange: Exchange, _ resource: Resource) throws(Failure) -> [String]? {
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

/// What a request for one record names it by: its id, or the key that its resource has.
struct RecordIdentity {
    /// Nil for a key, which has to be looked up.
    private let number: Int64?
    private let spelling: Substring
    /// The id as the client wrote it.
    var text: String { String(spelling.prefix(64)) }

    init(_ found: Router.Match, _ resource: Resource) throws(Failure) {
        spelling = found.parameters[found.parameters.count - 1]
        number = resource.relations.key == nil ? try Self.id(spelling, of: resource.name) : nil
    }

    func id(of resource: Resource, in reader: StoreReader) throws -> Int64 {
        if let number { return number }
        guard let id = try reader.id(of: resource, named: String(spelling)) else {
            throw Failure.notFound(resource: resource.name, id: text)
        }
        return id
    }

    /// In the write's turn, since a key may lead to another record by then.
    func id(of resource: Resource, in transaction: Transaction) throws(Failure) -> Int64 {
        if let number { return number }
        return try transaction.id(of: resource, named: String(spelling))
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

    /// Tells what one time zone makes of a record from what another does; If-Match does not look at it.
    static func suffix(shownBy localTime: LocalTime) -> String { localTime.mark == 0 ? "" : "-\(localTime.mark)" }
}
