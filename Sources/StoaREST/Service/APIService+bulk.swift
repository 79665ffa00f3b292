internal import StoaAuth
package import StoaCore
internal import StoaRecords
internal import StoaStorage
internal import Synchronization

/// Imports and exports of many records, which go on after the request.
extension APIService {
    /// Files that are stored at the same time, since each is held in memory until it is.
    private static let uploadsMax = 4

    func perform(
        _ bulk: Operation.Bulk, _ found: Router.Match, _ exchange: inout Exchange, _ loop: LoopState,
        _ sink: any ResponseSink
    ) throws(Failure) -> HTTPResponse? {
        switch bulk {
        case .import: try upload(found, exchange, loop, sink)
        case .export: stores.submit(try export(found, exchange, loop, sink))
        case .result: return finish(exchange, try result(found, exchange, loop))
        case .cancel: stores.submit(try cancel(found, exchange, loop, sink))
        }
        return nil
    }

    /// Only for who may import with the request: everyone else has to do with what other requests may send.
    package func bodyBytesMax(for request: HTTPRequest, loop: Int) -> Int? {
        guard request.method == .post, let target = try? RequestTarget(request.target),
            let token = try? Credential.token(of: request)
        else { return nil }
        let loop = loops[loop]
        let match = DialectMatcher.match(Array(target.segments), isAPIHost: loop.hostName(request.host).isAPI)
        guard case .dialect = match.base, case .found(let found) = router.match(request.method, match.segments),
            found.operation.action == .bulk(.import),
            let principal = try? loop.principals.authenticate(token, at: clock.wallMicroseconds()).principal,
            let session = loop.session(of: principal, operations: operations, registry: registry),
            case .allowed = session.access(to: found.operation)
        else { return nil }
        return configuration.importBytesMax
    }

    // MARK: Import

    private func upload(
        _ found: Router.Match, _ exchange: Exchange, _ loop: LoopState, _ sink: any ResponseSink
    ) throws(Failure) {
        let (resource, session) = try context(found, exchange)
        guard !exchange.request.body.isEmpty else { throw .badRequest("The file is empty: send it as the body.") }
        let operation = BulkOperation(
            kind: .import, target: found.operation.facet?.name ?? resource.name, format: try Self.format(of: exchange),
            request: bulkRequest(found, exchange, session), status: .receiving)
        guard uploads.add(1, ordering: .relaxed).newValue <= Self.uploadsMax else {
            uploads.subtract(1, ordering: .relaxed)
            throw Failure(.unavailable)
        }
        let target = BulkTarget(resource: resource, facet: found.operation.facet)
        // Beside the event loop, since an idempotency key is bound to the whole body.
        let isTaken = stores.runBeside { [self] in
            do throws(Failure) {
                let work = try importWork(found.operation, exchange, loop, sink)
                BulkUpload(
                    exchange.request.body, as: operation, into: target, of: session.store, in: stores, clock: clock,
                    work: work
                ).begin()
            } catch {
                uploads.subtract(1, ordering: .relaxed)
                sink.complete(finish(exchange, failure: error))
            }
        }
        guard isTaken else {
            uploads.subtract(1, ordering: .relaxed)
            throw Failure(.unavailable)
        }
    }

    /// Makes the write that the client is answered for.
    private func importWork(
        _ operation: Operation, _ exchange: Exchange, _ loop: LoopState, _ sink: any ResponseSink
    ) throws(Failure) -> BulkUpload.Work {
        let model = try work(operation, exchange, loop, sink) { _ throws(Failure) in throw Failure(.internal) }
        let (base, dialect) = (exchange.target?.path ?? "", exchange.dialect)
        return { [self] finish in
            var work = model
            work.perform = { transaction throws(Failure) in
                try self.reply(
                    202, try finish(transaction).id, transaction, dialect, below: Self.operations(beside: base))
            }
            work.complete = { [self] result, isRepeat in
                uploads.subtract(1, ordering: .relaxed)
                model.complete(result, isRepeat)
            }
            return work
        }
    }

    /// The path of the operations, from that of an import or export.
    private static func operations(beside path: Substring) -> Substring {
        var base = path
        for _ in 0..<2 { base = base.prefix(upTo: base.lastIndex(of: "/") ?? base.startIndex) }
        return base + "/operations" + (path.hasSuffix(".json") ? ".json" : "")
    }

    /// What the Content-Type says; CSV is what says nothing else.
    private static func format(of exchange: Exchange) throws(Failure) -> BulkOperation.Format {
        let type = exchange.request.contentType ?? ""
        if RequestBody.isJSON(type) { return .json }
        let name = type.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        guard name == "text/csv" else {
            throw Failure(
                .unsupportedMediaType, "The file must be CSV or JSON: send Content-Type: text/csv or application/json.")
        }
        return .csv
    }

    private func bulkRequest(
        _ found: Router.Match, _ exchange: Exchange, _ session: Session
    ) -> BulkOperation.Request {
        BulkOperation.Request(
            actor: session.actor.id, app: session.actor.publicID, scopes: session.actor.scopes.text,
            route: found.operation.pattern, id: exchange.requestID)
    }

    private func reply(
        _ status: UInt16, _ id: Int64, _ transaction: Transaction, _ dialect: Dialect, below list: Substring?
    ) throws(Failure) -> WriteReply {
        guard let resource = registry.resource(named: BulkOperation.resourceName) else { throw Failure(.internal) }
        return Self.reply(
            status, try transaction.bulkDocument(id), in: transaction, RecordNames(resource), dialect,
            at: list.map { Location(list: $0, name: String(id)) })
    }

    // MARK: Export

    private func export(
        _ found: Router.Match, _ exchange: Exchange, _ loop: LoopState, _ sink: any ResponseSink
    ) throws(Failure) -> WriteWork {
        let (resource, session) = try context(found, exchange)
        guard exchange.request.body.isEmpty || exchange.request.body.elementsEqual("{}".utf8) else {
            throw .badRequest("An export takes no body: its parameters are in the query.")
        }
        let target = BulkTarget(resource: resource, facet: found.operation.facet)
        let query = String(exchange.target?.query ?? "")
        let localTime: LocalTime
        do throws(StorageError) {
            localTime = try loop.readers.reader(session.store).localTime
        } catch {
            throw failure(error, exchange)
        }
        let parameters = try ExportParameters(
            query, of: target, store: session.store, localTime: localTime, cursors: cursors)
        try checkScopes(of: parameters.list, session)
        let operation = BulkOperation(
            kind: .export, target: target.name, format: parameters.format,
            request: bulkRequest(found, exchange, session), query: query, status: .created)
        let (base, dialect) = (exchange.target?.path ?? "", exchange.dialect)
        return try work(found.operation, exchange, loop, sink) { [self] transaction throws(Failure) in
            let begun = try transaction.begin(operation)
            return try reply(202, begun.id, transaction, dialect, below: Self.operations(beside: base))
        }
    }

    // MARK: Afterwards

    private func cancel(
        _ found: Router.Match, _ exchange: Exchange, _ loop: LoopState, _ sink: any ResponseSink
    ) throws(Failure) -> WriteWork {
        let (resource, session) = try context(found, exchange)
        let id = try RecordIdentity.id(found.parameters[found.parameters.count - 1], of: resource.name)
        let dialect = exchange.dialect
        return try work(found.operation, exchange, loop, sink) { transaction throws(Failure) in
            try transaction.cancelBulkOperation(id, of: session.actor.publicID)
            return try self.reply(200, id, transaction, dialect, below: nil)
        }
    }

    /// The file, as far as there is one: what was exported, or why records were refused.
    private func result(
        _ found: Router.Match, _ exchange: Exchange, _ loop: LoopState
    ) throws(Failure) -> HTTPResponse {
        let (resource, session) = try context(found, exchange)
        let id = try RecordIdentity.id(found.parameters[found.parameters.count - 1], of: resource.name)
        let file: BulkResult?
        do {
            file = try loop.readers.reader(session.store).bulkResult(id, of: session.actor.publicID)
        } catch {
            throw failure(error, exchange)
        }
        guard let file else { throw .notFound(resource: resource.name, id: "\(id)") }
        if let scope = file.readScope, !session.actor.scopes.allows(scope) { throw .forbidden(scope: scope) }
        if let module = file.module, !session.isEnabled(module) {
            throw .notFound(resource: resource.name, id: "\(id)")
        }
        guard file.isComplete else {
            throw Failure(.conflict, "There is no result: the operation's status is \(file.status).")
        }
        var head = exchange.head
        head.add("Content-Type: ", file.mediaType)
        head.add("Content-Disposition: ", "attachment; filename=\"\(file.name)\"")
        head.add(line: "X-Content-Type-Options: nosniff\r\n")
        let store = session.store
        let rest = ResultRest(count: Int(file.bytes)) { offset in
            do throws(StorageError) {
                return try loop.readers.reader(store).bulkResultPiece(id, at: offset)
            } catch {
                _ = self.failure(error, exchange)
                return nil
            }
        }
        return HTTPResponse(status: 200, headerLines: head.lines, rest: rest)
    }
}

/// A stored file on its way to a client, read piece by piece on the event loop as the client takes it.
///
/// Invariant: used on the loop that it was made on.
private final class ResultRest: BodyRest, @unchecked Sendable {
    let count: Int
    private var offset = 0
    private let read: (Int64) -> [UInt8]?

    init(count: Int, read: @escaping (Int64) -> [UInt8]?) {
        self.count = count
        self.read = read
    }

    func next() -> [UInt8]? {
        guard let piece = read(Int64(offset)) else { return nil }
        offset += piece.count
        return piece
    }
}
