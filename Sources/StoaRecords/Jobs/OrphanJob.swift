internal import CStoaABI
internal import StoaJSON

/// The kernel's own job: deletes what links to deleted records, where that was too much for one write.
enum OrphanJob {
    static let declaration = JobDeclaration(
        module: "kernel", name: "delete_orphans", title: "Deletes what links to a deleted record, some at a time.",
        width: 1, delays: [1, 10, 60, 600, 3_600], run: run)

    static func arguments(group: Int64) -> [UInt8] { Array("{\"group\":\(group)}".utf8) }

    @Sendable private static func run(_ context: CallContext, _ run: JobRun) -> Int32 {
        guard let transaction = context.transaction, let group = group(in: run.job.arguments) else {
            return Int32(STOA_E_BAD)
        }
        // After a failure one at a time: those of a page may have been too much for one write.
        let limit = run.job.failures == 0 ? Transaction.referrersAtOnceMax : 2
        do {
            try transaction.deleteOrphans(of: group, limit: limit)
            return 0
        } catch {
            return transaction.code(of: error)
        }
    }

    private static func group(in arguments: [UInt8]) -> Int64? {
        let document = JSONDocument()
        return arguments.withUnsafeBytes { bytes in
            guard (try? document.parse(bytes)) != nil else { return nil }
            return document.root.member("group")?.int
        }
    }
}
