import StoaAuth
import StoaCore
import StoaEgress
import StoaHTTP
import StoaLoader
import StoaREST
import StoaRecords

/// Everything that serves, put together: modules, stores, APIs and the front door.
final class Server: Sendable {
    let url: String
    let platform: Platform
    let report: LoadReport
    let service: APIService
    private let door: FrontDoor
    private let stores: StoreSet
    private let runner: JobRunner
    private let egress: Egress
    private let keyUses: KeyUseLog
    private let upkeep: Task<Void, Never>
    private let log: KernelLog
    private let drainSeconds: Int
    private let directoryLock: DirectoryLock

    init(
        url: String, platform: Platform, report: LoadReport, service: APIService, door: FrontDoor, stores: StoreSet,
        runner: JobRunner, egress: Egress, keyUses: KeyUseLog, log: KernelLog, drainSeconds: Int,
        directoryLock: DirectoryLock
    ) {
        self.url = url
        self.platform = platform
        self.report = report
        self.service = service
        self.door = door
        self.stores = stores
        self.runner = runner
        self.egress = egress
        self.keyUses = keyUses
        self.log = log
        self.drainSeconds = drainSeconds
        self.directoryLock = directoryLock
        upkeep = Task {
            while (try? await Task.sleep(for: .seconds(10))) != nil {
                Server.writeDown(keyUses, platform, log)
            }
        }
    }

    /// Answers what is in flight, brings the files to rest and returns.
    func stop() async {
        // Said before it is told: who reads the log counts on it.
        await door.announceClosing()
        log.info("Draining", ["seconds": "\(drainSeconds)"])
        upkeep.cancel()
        await door.drain(deadline: .now + .seconds(drainSeconds))
        // What is on its way is answered for or tried again by the next worker; nothing new is begun.
        runner.stop()
        await egress.stop()
        stores.close()
        Server.writeDown(keyUses, platform, log)
        log.info("Stopped")
    }

    private static func writeDown(_ keyUses: KeyUseLog, _ platform: Platform, _ log: KernelLog) {
        do {
            try keyUses.flush(to: platform)
        } catch {
            log.warning("Last uses of keys were not written down", ["error": "\(error)"])
        }
    }
}
