import StoaAuth
import StoaCore
import StoaJSON
import StoaRecords
import Synchronization

/// What the kernel itself declares beside the modules: its resources, and what modules may ask it.
enum KernelModule {
    static func declaration(_ platform: Platform, _ clock: Clock, _ log: KernelLog) -> ModuleDeclaration {
        var module = KernelResources.module
        let actors = ActorDirectory(platform: platform, clock: clock, log: log)
        // Takes the public id of a key, gives true if requests with the key are accepted now. Whoever acts for a key
        // later, such as a module that sends what its owner has subscribed to, has to ask.
        module.services = [
            Service(module: module.id, name: "kernel.is_active_actor/1", scope: "") { context, input in
                answer(input, context, actors)
            }
        ]
        return module
    }

    private static func answer(
        _ input: UnsafeRawBufferPointer, _ context: CallContext, _ actors: ActorDirectory
    ) -> (Int32, UnsafeRawBufferPointer) {
        let document = JSONDocument()
        guard (try? document.parse(input)) != nil, let id = document.root.string else { return refusal(.badRequest) }
        guard let isActive = actors.isActive(String(decoding: id, as: UTF8.self), in: context.store.id) else {
            return refusal(.unavailable)
        }
        guard let output = context.copy(isActive ? "true" : "false") else { return refusal(.tooLarge) }
        return (0, output)
    }

    /// Negative statuses are what modules are answered.
    private static func refusal(_ code: Failure.Code) -> (Int32, UnsafeRawBufferPointer) {
        (-Int32(code.entry.status), UnsafeRawBufferPointer(start: nil, count: 0))
    }
}

/// Until when keys are accepted, remembered while nothing changes in the platform.
private final class ActorDirectory: Sendable {
    private struct Grant {
        var store: Int64 = 0
        /// Microseconds since 1970; 0 if the key was revoked or never was.
        var until: Int64 = 0

        init(_ key: APIKey?) {
            guard let key, key.revokedAt == nil else { return }
            store = key.storeID
            until = key.expiresAt ?? .max
        }
    }

    private struct Known {
        var revision: UInt64 = 0
        var grants: [String: Grant] = [:]
    }

    private let platform: Platform
    private let clock: Clock
    private let log: KernelLog
    private let known = Mutex(Known())
    private static let grantsMax = 10_000

    init(platform: Platform, clock: Clock, log: KernelLog) {
        self.platform = platform
        self.clock = clock
        self.log = log
    }

    /// Whether requests with the key are accepted in the store; nil if that cannot be found out.
    func isActive(_ id: String, in store: Int64) -> Bool? {
        grant(id).map { $0.store == store && $0.until > clock.wallMicroseconds() }
    }

    private func grant(_ id: String) -> Grant? {
        let revision = platform.revision
        if let grant = known.withLock({ $0.revision == revision ? $0.grants[id] : nil }) { return grant }
        do {
            let grant = Grant(try platform.key(publicID: id))
            known.withLock { known in
                if known.revision != revision || known.grants.count >= Self.grantsMax {
                    known = Known(revision: revision)
                }
                // What was read while something changed is not to be trusted later.
                if revision.isMultiple(of: 2), platform.revision == revision { known.grants[id] = grant }
            }
            return grant
        } catch {
            log.error("The platform cannot be read for a key", ["error": "\(error)"])
            return nil
        }
    }
}
