internal import CStoaABI
internal import StoaCore
internal import StoaJSON

/// The kernel's own job: renders the records of a store anew that has come to another time zone.
///
/// Until then each is rendered whenever it is read, which makes a list of 50 seven times as dear.
enum RenderingJob {
    /// How far it has come: all resources before this one, and in it all records up to `after`.
    struct Place {
        var resource = 0
        var after: Int64 = 0
        /// The zones that it renders for; another move leaves a job of its own.
        var mark: UInt32
    }

    static let declaration = JobDeclaration(
        module: "kernel", name: "render_anew", title: "Renders records anew for another time zone, some at a time.",
        width: 1, delays: [1, 10, 60, 600, 3_600], run: run)
    /// Of one step, which other writes wait for.
    static let recordsAtOnce = 250

    static func arguments(_ place: Place) -> [UInt8] {
        Array("{\"resource\":\(place.resource),\"after\":\(place.after),\"mark\":\(place.mark)}".utf8)
    }

    @Sendable private static func run(_ context: CallContext, _ run: JobRun) -> Int32 {
        guard let transaction = context.transaction, let place = place(in: run.job.arguments) else {
            return Int32(STOA_E_BAD)
        }
        do {
            try transaction.renderAnew(from: place)
            return 0
        } catch {
            return transaction.code(of: error)
        }
    }

    private static func place(in arguments: [UInt8]) -> Place? {
        let document = JSONDocument()
        return arguments.withUnsafeBytes { bytes in
            guard (try? document.parse(bytes)) != nil, let resource = document.root.member("resource")?.int,
                let after = document.root.member("after")?.int, let mark = document.root.member("mark")?.int
            else { return nil }
            return Place(resource: Int(resource), after: after, mark: UInt32(truncatingIfNeeded: mark))
        }
    }
}
