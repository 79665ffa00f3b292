import NIOPosix
import Synchronization

/// Looks names up on a few threads, each name at most once at a time.
///
/// A lookup cannot be interrupted: one that hangs holds its thread until the system's resolver gives up. All that
/// wait for the same name share one thread, so a slow name takes one of `resolutionsMax` from the others, no more.
final class ResolverPool: Sendable {
    typealias Answer = @Sendable ([NetworkAddress]) -> Void

    private struct State {
        var waiting: [String: [Answer]] = [:]
        var isStopped = false
    }

    private let threads: NIOThreadPool
    private let resolver: any HostResolver
    private let lookupsMax: Int
    private let state = Mutex(State())

    init(_ configuration: EgressConfiguration) {
        resolver = configuration.resolver
        lookupsMax = configuration.resolutionsMax + configuration.resolutionsWaitingMax
        threads = NIOThreadPool(numberOfThreads: configuration.resolutionsMax)
        threads.start()
    }

    /// Calls `answer` once, on one of the threads, or never if `stop` comes first; false if too many names wait.
    func resolve(_ host: String, _ answer: @escaping Answer) -> Bool {
        let isAccepted = state.withLock { state in
            guard !state.isStopped else { return true }
            if state.waiting[host] != nil {
                state.waiting[host]?.append(answer)
                return true
            }
            guard state.waiting.count < lookupsMax else { return false }
            state.waiting[host] = [answer]
            threads.submit { [self] workItem in
                if case .active = workItem { lookUp(host) }
            }
            return true
        }
        return isAccepted
    }

    /// Answers nobody any more, and does not wait for lookups that hang: their threads end when they do.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            state.waiting = [:]
        }
        threads.shutdownGracefully { _ in }
    }

    private func lookUp(_ host: String) {
        let addresses = resolver.addresses(of: host)
        // Answered under the lock, so that nobody is when `stop` has returned.
        state.withLock { state in
            for answer in state.waiting.removeValue(forKey: host) ?? [] { answer(addresses) }
        }
    }
}
