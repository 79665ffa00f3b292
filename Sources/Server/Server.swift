import Glibc
import StoaAuth
import StoaCore
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
    private let keyUses: KeyUseLog
    private let upkeep: Task<Void, Never>
    private let log: KernelLog
    private let drainSeconds: Int
    private let directoryLock: DirectoryLock

    static func start(_ options: ServerOptions) async throws -> Server {
        try await ServerAssembly(options).start()
    }

    init(
        url: String, platform: Platform, report: LoadReport, service: APIService, door: FrontDoor, stores: StoreSet,
        keyUses: KeyUseLog, log: KernelLog, drainSeconds: Int, directoryLock: DirectoryLock
    ) {
        self.url = url
        self.platform = platform
        self.report = report
        self.service = service
        self.door = door
        self.stores = stores
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
        log.info("Draining", ["seconds": "\(drainSeconds)"])
        upkeep.cancel()
        await door.drain(deadline: .now + .seconds(drainSeconds))
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

/// One server at a time on a data directory: the lock goes with the process, however it ends.
final class DirectoryLock: Sendable {
    private let descriptor: Int32

    init(_ directory: String) throws {
        let path = "\(directory)/server.lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure("\(path) cannot be opened: \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw CommandFailure("another server runs on \(directory): stop it first, or use another directory")
        }
    }

    deinit {
        close(descriptor)
    }
}
