internal import StoaAuth
internal import StoaCore
internal import StoaGraphQL
internal import StoaJSON
internal import StoaRecords
internal import Synchronization

/// One mutation on its way: its fields one after the other, each a write of its own, answered when all are on disk
/// (GraphQL specification of October 2021, section 6.2.2).
///
/// A field that is refused leaves nothing behind, and the next one is executed.
final class MutationRun: Sendable {
    private struct Progress {
        var data: [UInt8] = [UInt8(ascii: "{")]
        var errors: [UInt8] = []
        var next = 0
        var repeats = 0
    }

    private let service: APIService
    private let exchange: Exchange
    private let prepared: PreparedOperation
    private let derived: DerivedSchema
    private let keys: [String]
    private let idempotency: IdempotencyKey?
    private let home: WriteWork.Home
    private let progress = Mutex(Progress())
    private let finish: @Sendable (_ data: [UInt8], _ errors: [UInt8], _ isRepeat: Bool) -> Void

    init(
        _ service: APIService, _ exchange: Exchange, _ prepared: PreparedOperation, _ derived: DerivedSchema,
        idempotency: IdempotencyKey?, home: WriteWork.Home,
        finish: @escaping @Sendable (_ data: [UInt8], _ errors: [UInt8], _ isRepeat: Bool) -> Void
    ) {
        self.service = service
        self.exchange = exchange
        self.prepared = prepared
        self.derived = derived
        self.idempotency = idempotency
        self.home = home
        self.finish = finish
        keys = Executor(prepared, source: NoData()).rootKeys
    }

    /// Executes the next field; the last one is followed by the answer.
    func goOn() {
        let next = progress.withLock { progress in
            defer { progress.next += 1 }
            return progress.next
        }
        guard next < keys.count else {
            let done = progress.withLock { $0 }
            return finish(done.data + [UInt8(ascii: "}")], done.errors, done.repeats > 0 && done.repeats == keys.count)
        }
        execute(keys[next], at: next)
    }

    private func execute(_ key: String, at place: Int) {
        let executor = Executor(prepared, source: NoData())
        guard let field = executor.rootField(key), case .custom = field.source, let session = exchange.session else {
            return add(key, executor.run(only: key))
        }
        let run = MutationFieldRun(
            key: key, field: field, prepared: prepared, derived: derived, access: service.access(session),
            cursors: service.cursors, requestID: exchange.requestID)
        let change: any MutationField
        do { change = try run.change() } catch { return add(key, run.refused(error)) }
        var work = WriteWork(
            store: session.store, actor: session.actor, requestID: exchange.requestID, method: "POST",
            route: "graphql \(field.name)",
            deadlineMicroseconds: exchange.now.monotonicMicroseconds
                + service.configuration.requestDeadlineMicroseconds,
            idempotency: idempotency?.part(place),
            perform: { transaction throws(Failure) in try run.perform(change, transaction) }
        ) { [self] result, isRepeat in
            switch result {
            case .success(let response):
                progress.withLock { $0.repeats += isRepeat ? 1 : 0 }
                let parts = response.body.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
                add(key, data: Array(parts[0]), errors: parts.count > 1 ? Array(parts[1]) : [])
            case .failure(let failure): add(key, run.refused(failure))
            }
        }
        work.home = home
        service.stores.submit(work, hashing: change.passwords)
    }

    private func add(_ key: String, _ result: ExecutionResult) {
        add(key, data: result.data, errors: result.errors.isEmpty ? [] : result.errors.list)
    }

    /// Takes the field's value, and its errors as a JSON array without brackets, and goes on.
    private func add(_ key: String, data: [UInt8], errors: [UInt8]) {
        progress.withLock { progress in
            if progress.data.count > 1 { progress.data.append(UInt8(ascii: ",")) }
            progress.data += Array("\"\(key)\":".utf8) + data
            guard !errors.isEmpty else { return }
            if !progress.errors.isEmpty { progress.errors.append(UInt8(ascii: ",")) }
            progress.errors += errors
        }
        goOn()
    }
}

extension [GraphQLError] {
    /// The errors as JSON, separated by commas, without brackets.
    var list: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return [UInt8](bytes.dropFirst().dropLast())
    }
}
