internal import StoaRecords
internal import Synchronization

/// What host functions without a context need: the C tables cannot carry it, so it is the process's.
final class HostEnvironment: Sendable {
    static let shared = HostEnvironment()

    struct State {
        var registry: Registry?
        var log = KernelLog.none
        /// What modules' keys are derived from.
        var secret: [UInt8]?
        /// Operator's settings: module id to key to JSON text.
        var configuration: [String: [String: String]] = [:]
        /// Settings that every module has unless the operator says otherwise.
        var common: [String: String] = [:]
    }

    private let state = Mutex(State())

    func update(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }
    var registry: Registry? { state.withLock { $0.registry } }
    var secret: [UInt8]? { state.withLock { $0.secret } }
    var log: KernelLog { state.withLock { $0.log } }

    func setting(_ key: String, of module: String) -> String? {
        state.withLock { $0.configuration[module]?[key] ?? $0.common[key] }
    }
}
