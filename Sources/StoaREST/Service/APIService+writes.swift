internal import StoaAuth
internal import StoaCore
internal import StoaJSON
internal import StoaRecords

/// Writes: queued for their store's writer, answered when they are on disk.
extension APIService {
    /// The bounds of an Idempotency-Key, in bytes.
    private static let idempotencyKeyBytes = 1...255

    func work(
        _ found: Router.Match, _ exchange: Exchange, _ loop: LoopState, _ sink: any ResponseSink
    ) throws(Failure) -> WriteWork {
        try RequestBody.checkType(of: exchange.request)
        return try work(found.operation, exchange, loop, sink, perform: try perform(found, exchange))
    }

    func work(
        _ operation: Operation, _ exchange: Exchange, _ loop: LoopState, _ sink: any ResponseSink,
        perform: @escaping Perform
    ) throws(Failure) -> WriteWork {
        guard let session = exchange.session else { throw Failure(.internal) }
        var work = WriteWork(
            store: session.store, actor: session.actor, requestID: exchange.requestID,
            method: exchange.request.method.name, route: operation.pattern,
            deadlineMicroseconds: exchange.now.monotonicMicroseconds + configuration.requestDeadlineMicroseconds,
            idempotency: operation.writes ? try idempotencyKey(exchange, session) : nil, perform: perform
        ) { result, isRepeat in
            switch result {
            case .success(let response):
                var head = exchange.head
                head.append(response.headerLines)
                if isRepeat { head.add("Idempotent-Replayed: ", "true") }
                sink.complete(
                    self.finish(
                        exchange, HTTPResponse(status: response.status, headerLines: head.lines, body: response.body)))
            case .failure(let failure):
                sink.complete(self.finish(exchange, failure: failure))
            }
        }
        work.home = WriteWork.Home(id: ObjectIdentifier(loop), perform: sink.perform)
        return work
    }

    func idempotencyKey(_ exchange: Exchange, _ session: Session) throws(Failure) -> IdempotencyKey? {
        guard let key = exchange.request.idempotencyKey else { return nil }
        guard Self.idempotencyKeyBytes.contains(key.utf8.count) else {
            throw .badRequest("Idempotency-Key must have 1 to 255 characters.")
        }
        let identity = "\(exchange.request.method) \(exchange.request.target)\n"
        let scope = "idempotency\n\(session.store.id)\n\(session.actor.id)\n\(key)"
        let secret = secret.key.reveal { Crypto.hmacSHA256(key: $0, data: Array(scope.utf8)) }
        return IdempotencyKey(
            key: key,
            fingerprint: Crypto.hmacSHA256(key: secret, data: Array(identity.utf8) + exchange.request.body),
            seal: Seal(key: secret))
    }

    /// The passwords of the record in the body of a create or update: no more than it has fields for, since each takes
    /// some 100 ms of a thread that all stores share.
    func passwords(in exchange: Exchange, for operation: Operation) -> [[UInt8]] {
        guard operation.action == .create || operation.action == .update, let index = operation.resource else {
            return []
        }
        let resource = registry.resources[index]
        let fields = resource.fields.filter { $0.type == .password }
        guard !fields.isEmpty else { return [] }
        return exchange.request.body.withUnsafeBytes { bytes in
            let document = JSONDocument()
            let names = RecordNames(operation, resource)
            guard (try? document.parse(bytes)) != nil,
                let record = try? RequestBody.record(in: document.root, named: names, exchange.dialect)
            else { return [] }
            return fields.compactMap { field in
                guard let text = RequestBody.member(record, field.name)?.string,
                    text.count <= PasswordHash.passwordBytesMax
                else { return nil }
                return Array(text)
            }
        }
    }

    typealias Perform = @Sendable (Transaction) throws(Failure) -> WriteReply

    private func perform(_ found: Router.Match, _ exchange: Exchange) throws(Failure) -> Perform {
        if case .route(let index) = found.operation.action {
            return moduleRoute(registry.routes[index], found, exchange)
        }
        let (resource, session) = try context(found, exchange)
        let guardian = try self.guardian(of: found, resource, session)
        let change: Perform
        switch found.operation.action {
        case .create: change = create(resource, within: guardian, found, exchange)
        case .update: change = try update(resource, within: guardian, found, exchange)
        default: change = try delete(resource, within: guardian, found, exchange)
        }
        // A child is looked for in its parent; what links to a record says no more than its id.
        guard let above = try holder(of: found), found.operation.holder?.field != nil,
            found.operation.action == .create || found.operation.holder?.facet != nil
        else { return change }
        return { transaction throws(Failure) in
            try transaction.require(above.resource, id: above.id, within: above.guardian)
            return try change(transaction)
        }
    }

    private func create(
        _ resource: Resource, within guardian: RecordGuard, _ found: Router.Match, _ exchange: Exchange
    ) -> Perform {
        let names = RecordNames(found.operation, resource)
        let dialect = exchange.dialect
        let body = ReceivedBody(exchange.request.body)
        let base = exchange.target?.path ?? ""
        return { transaction throws(Failure) in
            let input = try RequestBody.object(body, named: names, dialect, transaction)
            let result = try transaction.create(resource, within: guardian, from: input)
            let place = try Location(list: base, name: transaction.name(of: resource, id: result.id))
            return Self.reply(201, result, in: transaction, names, dialect, at: place)
        }
    }

    private func update(
        _ resource: Resource, within guardian: RecordGuard, _ found: Router.Match, _ exchange: Exchange
    ) throws(Failure) -> Perform {
        let identity = try RecordIdentity(found, resource)
        let names = RecordNames(found.operation, resource)
        let dialect = exchange.dialect
        let body = ReceivedBody(exchange.request.body)
        let expected = Conditions.ifMatch(exchange.request.ifMatch)
        return { transaction throws(Failure) in
            // Some clients send an update without a body; it changes nothing.
            let input =
                try body.isEmpty
                ? transaction.parse([]) : RequestBody.object(body, named: names, dialect, transaction)
            let id = try identity.id(of: resource, in: transaction)
            let result = try transaction.update(
                resource, id: id, within: guardian, from: input, expectedVersion: expected)
            return Self.reply(200, result, in: transaction, names, dialect, at: nil)
        }
    }

    private func delete(
        _ resource: Resource, within guardian: RecordGuard, _ found: Router.Match, _ exchange: Exchange
    ) throws(Failure) -> Perform {
        let identity = try RecordIdentity(found, resource)
        let expected = Conditions.ifMatch(exchange.request.ifMatch)
        return { transaction throws(Failure) in
            let id = try identity.id(of: resource, in: transaction)
            let result = try transaction.delete(
                resource, id: id, within: guardian, expectedVersion: expected)
            return WriteReply(response: HTTPResponse(status: 204), target: "\(result.id)")
        }
    }

    private func moduleRoute(_ route: ModuleRoute, _ found: Router.Match, _ exchange: Exchange) -> Perform {
        let names = found.operation.path.compactMap { segment -> String? in
            if case .parameter(let name) = segment { name } else { nil }
        }
        let parameters = zip(names, found.parameters).map { (name: $0, value: String($1)) }
        let dialect = exchange.dialect
        let request = exchange.request
        let query = String(exchange.target?.query ?? "")
        return { transaction throws(Failure) in
            let body = try RequestBody.raw(request.body, transaction)
            let call = RouteCall(
                method: request.method.name, query: query, parameters: parameters, body: body)
            try transaction.run(route, call)
            var head = ResponseLines()
            for (name, value) in call.headers.sorted(by: { $0.key < $1.key }) { head.add(named: name, value) }
            if let page = call.page { return try self.page(page, exchange, transaction, head) }
            guard let json = call.json else {
                if !call.mediaType.isEmpty { head.add("Content-Type: ", call.mediaType) }
                let status = call.bytes.isEmpty && call.status == 200 ? 204 : call.status
                return WriteReply(
                    response: HTTPResponse(status: status, headerLines: head.lines, body: call.bytes), target: "")
            }
            head.addJSON()
            let value = try self.shown(json, of: call, exchange)
            let response = HTTPResponse(
                status: call.status, headerLines: head.lines, body: dialect.body(named: json.name, json: value))
            return WriteReply(response: response, target: parameters.first?.value ?? "")
        }
    }

    /// Of a record that is read, the fields that the client wants; anything else as it is.
    private func shown(
        _ json: (name: String, value: [UInt8]), of call: RouteCall, _ exchange: Exchange
    ) throws(Failure) -> [UInt8] {
        guard call.isRecord, exchange.request.method == .get, let resource = registry.resource(named: json.name),
            let fields = try fields(exchange, resource)
        else { return json.value }
        return Self.cut(json.value, to: FieldSelection(only: fields))
    }

    private static func cut(_ record: [UInt8], to selection: FieldSelection) -> [UInt8] {
        var out: [UInt8] = []
        record.withUnsafeBytes { FieldProjection().append($0, selection, to: &out) }
        return out
    }

    /// The list that a module's route asked for, read on the connection that its changes are on.
    private func page(
        _ wanted: PageRequest, _ exchange: Exchange, _ transaction: Transaction, _ head: ResponseLines
    ) throws(Failure) -> WriteReply {
        guard let session = exchange.session else { throw Failure(.internal) }
        var parameters = try listParameters(exchange, wanted.resource, session, transaction.context.localTime)
        parameters.query.conditions += wanted.conditions
        if parameters.query.sinceID == nil { parameters.query.order = wanted.order }
        do {
            // The head of the exchange is added to every answer of a write.
            var bare = exchange
            bare.head = ResponseHead(lines: head.lines)
            let response = try page(
                parameters, of: wanted.resource, named: RecordNames(wanted.resource), bare, FieldProjection(),
                transaction.reader)
            return WriteReply(response: response, target: "")
        } catch {
            throw failure(error, exchange)
        }
    }

    static func reply(
        _ status: UInt16, _ result: WriteResult, in transaction: Transaction, _ names: RecordNames, _ dialect: Dialect,
        at place: Location?
    ) -> WriteReply {
        var head = ResponseLines()
        head.add(
            "ETag: ",
            EntityTag.text(
                id: result.id, version: result.version,
                suffix: EntityTag.suffix(shownBy: transaction.context.localTime)))
        if let place { head.addLocation(place) }
        head.addJSON()
        let selection = names.selection(of: nil)
        var body = dialect.opening(names.name)
        body.append(contentsOf: selection.isWhole ? result.document : cut(result.document, to: selection))
        dialect.appendClosing(to: &body)
        return WriteReply(
            response: HTTPResponse(status: status, headerLines: head.lines, body: body), target: "\(result.id)")
    }
}

/// Where a new record is: the path of its list, and what its own path names it by.
struct Location {
    let list: Substring
    let name: String
}

/// Header lines of one answer, without those that belong to the request.
struct ResponseLines {
    private(set) var lines: [UInt8] = []

    mutating func add(named name: String, _ value: String) {
        lines.append(text: name)
        lines.appendASCII(": ")
        lines.append(text: value)
        lines.appendASCII("\r\n")
    }

    mutating func add(_ name: StaticString, _ value: String) {
        lines.appendASCII(name)
        lines.append(text: value)
        lines.appendASCII("\r\n")
    }

    mutating func addLocation(_ place: Location) {
        let suffix: StaticString = place.list.hasSuffix(".json") ? ".json" : ""
        lines.appendASCII("Location: ")
        lines.append(contentsOf: place.list.utf8.dropLast(suffix.utf8CodeUnitCount))
        lines.append(UInt8(ascii: "/"))
        PercentCoding.append(place.name, to: &lines)
        lines.appendASCII(suffix)
        lines.appendASCII("\r\n")
    }

    mutating func addJSON() {
        lines.appendASCII("Content-Type: application/json; charset=utf-8\r\n")
    }
}

/// Reading request bodies.
///
/// Runs on the writer's thread.
enum RequestBody {
    /// A body is JSON, whatever subtype of it, or says nothing: some clients send no Content-Type.
    ///
    /// What says that it is something else was meant for someone else: a form of a page of another origin, above all.
    static func checkType(of request: HTTPRequest) throws(Failure) {
        guard !request.body.isEmpty, let type = request.contentType, !type.isEmpty, !isJSON(type) else { return }
        throw Failure(.unsupportedMediaType, "The body must be JSON: send Content-Type: application/json.")
    }

    /// `application/json`, `text/json` and `…+json` (RFC 6839), with any parameters.
    static func isJSON(_ contentType: String) -> Bool {
        let type = contentType.prefix { $0 != ";" }.lowercased().filter { $0 != " " && $0 != "\t" }
        return type == "application/json" || type == "text/json" || (type.contains("/") && type.hasSuffix("+json"))
    }

    static func object(
        _ body: ReceivedBody, named names: RecordNames, _ dialect: Dialect, _ transaction: Transaction
    ) throws(Failure) -> JSONValue {
        try record(in: body.value(in: transaction), named: names, dialect)
    }

    /// The record in a body: below its name, or bare where the dialect allows it.
    static func record(
        in root: JSONValue, named names: RecordNames, _ dialect: Dialect
    ) throws(Failure) -> JSONValue {
        guard root.kind == .object else { throw .badRequest("The body must be a JSON object.") }
        let wrapped = names.input.lazy.compactMap { member(root, $0) }.first
        if dialect.envelope == .data {
            if let wrapped, wrapped.kind == .object, root.count == 1 { return wrapped }
            return root
        }
        guard let wrapped, wrapped.kind == .object else {
            throw Failure(
                .badRequest,
                issues: [Failure.Issue(field: names.name, message: "Required parameter missing or invalid")])
        }
        return wrapped
    }

    /// The body as a module's route gets it: empty, or valid JSON.
    static func raw(_ body: [UInt8], _ transaction: Transaction) throws(Failure) -> UnsafeRawBufferPointer {
        guard !body.isEmpty else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return try transaction.parse(body).literal
    }

    static func member(_ root: JSONValue, _ name: String) -> JSONValue? {
        var name = name
        return name.withUTF8 { root.member(UnsafeRawBufferPointer($0)) }
    }
}
