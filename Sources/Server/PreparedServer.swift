import Glibc
import StoaAuth
import StoaEgress
import StoaHTTP
import StoaLoader
import StoaREST
import StoaRecords

/// A server with everything loaded and checked, which has not touched what one server alone may use.
struct PreparedServer {
    let directory: String
    let platform: Platform
    let report: LoadReport
    let service: APIService
    let stores: StoreSet
    let runner: JobRunner
    let egress: Egress
    let keyUses: KeyUseLog
    let log: KernelLog
    let drainSeconds: Int
    let door: DoorBox
    let doorConfiguration: FrontDoorConfiguration
    /// Scheme and host.
    let baseURL: String

    /// Finds what is wrong with the front door's settings, before a server that works is asked to leave.
    func checkDoor() throws {
        do {
            try FrontDoor.check(doorConfiguration, responder: service)
        } catch {
            throw CommandFailure("\(error)")
        }
    }

    /// Takes the data directory and begins to accept.
    ///
    /// What writes or runs by itself begins here, never before: until now another worker may have been at work.
    func open() async throws -> Server {
        let lock = try DirectoryLock(directory)
        try KnownModules.remember(report, in: directory)
        guard mkdir("\(directory)/stores", 0o700) == 0 || errno == EEXIST else {
            throw CommandFailure("\(directory)/stores cannot be made: \(String(cString: strerror(errno)))")
        }
        let frontDoor: FrontDoor
        do {
            frontDoor = try await FrontDoor.start(configuration: doorConfiguration, responder: service)
        } catch {
            throw CommandFailure("\(error)")
        }
        door.open(frontDoor)
        runner.start()
        return Server(
            url: "\(baseURL):\(frontDoor.port)", platform: platform, report: report, service: service, door: frontDoor,
            stores: stores, runner: runner, egress: egress, keyUses: keyUses, log: log, drainSeconds: drainSeconds,
            directoryLock: lock)
    }
}
