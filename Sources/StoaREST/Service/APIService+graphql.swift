internal import StoaAuth
internal import StoaCore
internal import StoaGraphQL
internal import StoaJSON
internal import StoaRecords
internal import StoaStorage

/// The GraphQL endpoint: one for each dialect's base path, with one schema for all.
extension APIService {
    /// Most of a bucket that one request may take is the cost of one query.
    static let graphQLMethods = "GET, HEAD, OPTIONS, POST"

    func graphQL(
        _ exchange: inout Exchange, _ loop: LoopState, _ sink: any ResponseSink
    ) throws(Failure) -> HTTPResponse? {
        guard let session = exchange.session else { throw Failure(.internal) }
        guard [.get, .head, .post].contains(exchange.request.method) else {
            exchange.head.add("Allow: ", Self.graphQLMethods)
            throw Failure(.methodNotAllowed)
        }
        let mediaType = try GraphQLMediaType(accept: exchange.request.accept)
        let request = try GraphQLRequest(exchange)
        let derived = try graphQLDesk.schema(without: session.store.disabledModules)
        let prepared: PreparedOperation
        do {
            prepared = try PreparedOperation(
                graphQLDesk.document(request.query, derived.schema), name: request.operationName,
                variables: request.variables)
        } catch {
            return finish(exchange, refusal(error.errors, exchange, mediaType))
        }
        // The first point was taken when the client signed in.
        let decision = countPoints(of: session.principal, prepared.cost - 1, exchange)
        let reply = GraphQLReply(mediaType: mediaType, cost: prepared.cost, decision: decision)
        guard decision.isAllowed else {
            exchange.head.add("Retry-After: ", decision.retryAfterSeconds)
            return finish(exchange, reply.throttled(exchange))
        }
        switch prepared.kind {
        case .query:
            guard prepared.cost <= Self.inlineCostMax, prepared.fields <= Self.inlineFieldsMax,
                !Self.asksModules(prepared, derived)
            else {
                stores.submit(query(prepared, derived, session, reply, exchange, sink))
                return nil
            }
            return finish(exchange, try answer(prepared, derived, session, reply, exchange, loop))
        case .mutation:
            guard exchange.request.method == .post else {
                exchange.head.add("Allow: ", "POST")
                throw Failure(.methodNotAllowed, "Mutations are sent by POST.")
            }
            try mutation(prepared, derived, session, reply, exchange, loop, sink)
        // The schema has none.
        case .subscription: throw Failure(.unsupported)
        }
        return nil
    }

    /// What is asked of so few records is answered in the same turn of the event loop, as a list of 50 is; handing it to
    /// another thread costs as much as answering it.
    private static let inlineCostMax = 60
    private static let inlineFieldsMax = 100

    /// A field that a module answers takes a unit of work, and may take long.
    private static func asksModules(_ prepared: PreparedOperation, _ derived: DerivedSchema) -> Bool {
        Executor(prepared, source: NoData()).rootFields.contains { field in
            guard case .custom(let number) = field.source, case .module = derived.fields[number] else { return false }
            return true
        }
    }

    private func answer(
        _ prepared: PreparedOperation, _ derived: DerivedSchema, _ session: Session, _ reply: GraphQLReply,
        _ exchange: Exchange, _ loop: LoopState
    ) throws(Failure) -> HTTPResponse {
        do throws(StorageError) {
            let reader = try loop.readers.reader(session.store)
            return try reader.inSnapshot { () throws(StorageError) in
                let source = RecordSource(
                    derived, reader, access: access(session), cursors: cursors, requestID: exchange.requestID)
                let result = Executor(prepared, source: source).run()
                if let cause = source.storageFailure { throw cause }
                return reply.response(result, exchange)
            }
        } catch {
            throw failure(error, exchange)
        }
    }

    private func query(
        _ prepared: PreparedOperation, _ derived: DerivedSchema, _ session: Session, _ reply: GraphQLReply,
        _ exchange: Exchange, _ sink: any ResponseSink
    ) -> WriteWork {
        WriteWork(
            store: session.store, actor: session.actor, requestID: exchange.requestID, method: "GET",
            route: "graphql",
            deadlineMicroseconds: exchange.now.monotonicMicroseconds + configuration.requestDeadlineMicroseconds,
            idempotency: nil,
            perform: { [cursors, registry] transaction throws(Failure) in
                let source = RecordSource(
                    derived, transaction, access: RecordAccess(session: session, registry: registry),
                    cursors: cursors, requestID: exchange.requestID)
                let result = Executor(prepared, source: source).run()
                if let cause = source.storageFailure {
                    transaction.storageFailure = cause
                    throw Failure(cause)
                }
                return WriteReply(response: reply.response(result, exchange), target: "")
            },
            complete: { [self] result, _ in
                switch result {
                case .success(let response): sink.complete(finish(exchange, response))
                case .failure(let failure): sink.complete(finish(exchange, failure: failure))
                }
            })
    }

    private func mutation(
        _ prepared: PreparedOperation, _ derived: DerivedSchema, _ session: Session, _ reply: GraphQLReply,
        _ exchange: Exchange, _ loop: LoopState, _ sink: any ResponseSink
    ) throws(Failure) {
        let home = WriteWork.Home(id: ObjectIdentifier(loop), perform: sink.perform)
        let run = MutationRun(
            self, exchange, prepared, derived, idempotency: try idempotencyKey(exchange, session), home: home
        ) { [self] data, errors, isRepeat in
            var exchange = exchange
            if isRepeat { exchange.head.add("Idempotent-Replayed: ", "true") }
            sink.complete(finish(exchange, reply.response(data: data, errors: errors, exchange)))
        }
        run.goOn()
    }

    /// A document that is not executed: 200 for clients of `application/json`, as the draft asks for.
    private func refusal(
        _ errors: [GraphQLError], _ exchange: Exchange, _ mediaType: GraphQLMediaType
    ) -> HTTPResponse {
        var head = exchange.head
        head.add(mediaType)
        var body: [UInt8] = []
        body.appendASCII("{\"errors\":")
        errors.append(to: &body)
        body.append(UInt8(ascii: "}"))
        return HTTPResponse(status: mediaType == .json ? 200 : 400, headerLines: head.lines, body: body)
    }

    /// The endpoint's methods, to anyone.
    func graphQLOptions(_ exchange: Exchange) -> HTTPResponse {
        var head = exchange.head
        head.add("Allow: ", Self.graphQLMethods)
        return HTTPResponse(status: 204, headerLines: head.lines)
    }
}

/// Writes answers of the endpoint, with what they cost.
struct GraphQLReply: Sendable {
    let mediaType: GraphQLMediaType
    let cost: Int
    let decision: RateDecision

    func response(_ result: ExecutionResult, _ exchange: Exchange) -> HTTPResponse {
        response(data: result.data, errors: result.errors.isEmpty ? [] : result.errors.list, exchange)
    }

    /// `errors` are JSON, without brackets.
    func response(data: [UInt8], errors: [UInt8], _ exchange: Exchange) -> HTTPResponse {
        var body: [UInt8] = []
        body.reserveCapacity(data.count + errors.count + 256)
        body.appendASCII("{\"data\":")
        body += data
        if !errors.isEmpty {
            body.appendASCII(",\"errors\":[")
            body += errors
            body.append(UInt8(ascii: "]"))
        }
        appendCost(to: &body)
        return HTTPResponse(status: 200, headerLines: head(exchange).lines, body: body)
    }

    func throttled(_ exchange: Exchange) -> HTTPResponse {
        var body: [UInt8] = []
        body.appendASCII("{\"errors\":")
        [GraphQLError("Throttled", code: "THROTTLED")].append(to: &body)
        appendCost(to: &body)
        return HTTPResponse(status: mediaType == .json ? 200 : 429, headerLines: head(exchange).lines, body: body)
    }

    private func head(_ exchange: Exchange) -> ResponseHead {
        var head = exchange.head
        head.add(mediaType)
        return head
    }

    /// As Shopify's clients read it; what was asked for is what was taken.
    private func appendCost(to body: inout [UInt8]) {
        body.appendASCII(",\"extensions\":{\"cost\":{\"requestedQueryCost\":")
        body.append(decimal: Int64(cost))
        body.appendASCII(",\"actualQueryCost\":")
        decision.isAllowed ? body.append(decimal: Int64(cost)) : body.appendASCII("null")
        body.appendASCII(",\"throttleStatus\":{\"maximumAvailable\":")
        body.append(decimal: Int64(decision.capacity))
        body.appendASCII(",\"currentlyAvailable\":")
        body.append(decimal: Int64(decision.remaining))
        body.appendASCII(",\"restoreRate\":")
        body.append(decimal: Int64(max(1, decision.perMinute / 60)))
        body.appendASCII("}}}}")
    }
}

extension ResponseHead {
    fileprivate mutating func add(_ mediaType: GraphQLMediaType) { add(line: mediaType.line) }
}
