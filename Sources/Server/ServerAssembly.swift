import Glibc
import StoaAuth
import StoaCore
import StoaHTTP
import StoaLoader
import StoaREST
import StoaRecords

/// Reads the settings and builds a server from them, in the sequence in which things can fail most cheaply.
struct ServerAssembly {
    private let options: ServerOptions
    private let configuration: Configuration
    private let log: KernelLog
    private let clock = Clock.system
    private let loopCount: Int

    init(_ options: ServerOptions) throws {
        self.options = options
        configuration = try Configuration(path: options.config)
        guard
            let level = [("debug", KernelLog.Level.debug), ("info", .info), ("warning", .warning), ("error", .error)]
                .first(where: { $0.0 == options.logLevel })?.1
        else { throw CommandFailure("--log-level must be debug, info, warning or error") }
        log = LogOutput.make(level: level)
        loopCount = FrontDoorConfiguration(listener: .inherited(0)).eventLoopCount
    }

    func start() async throws -> Server {
        let directory = options.data.data
        let platform = try Platform(directory: directory, now: clock.wallMicroseconds)
        let lock = try DirectoryLock(directory)
        let report = try loadModules()
        try KnownModules.remember(report, in: directory)
        let storesDirectory = "\(directory)/stores"
        guard mkdir(storesDirectory, 0o700) == 0 || errno == EEXIST else {
            throw CommandFailure("\(storesDirectory) cannot be made: \(String(cString: strerror(errno)))")
        }
        let stores = StoreSet(
            directory: storesDirectory, schema: StoreSchema(report.registry), options: configuration.stores,
            clock: clock,
            log: log)
        let metrics = MetricsRegistry()
        let door = DoorBox()
        var api = configuration.api
        api.isDevelopment = options.dev
        let keyUses = KeyUseLog()
        let service = try APIService(
            platform: platform, secret: try ServerSecret(directory: directory), stores: stores, configuration: api,
            pages: pages(report, metrics, door), metrics: metrics, keyUses: keyUses, clock: clock, log: log,
            loopCount: loopCount)
        let frontDoor = try await openDoor(service)
        door.open(frontDoor)
        if options.dev { log.warning("Development mode: unsigned modules and loopback targets are allowed") }
        let scheme = configuration.certificate.isEmpty ? "http" : "https"
        return Server(
            url: "\(scheme)://\(try address().host):\(frontDoor.port)", platform: platform, report: report,
            service: service, door: frontDoor, stores: stores, keyUses: keyUses, log: log,
            drainSeconds: configuration.drainSeconds, directoryLock: lock)
    }

    // MARK: Parts

    private func openDoor(_ service: APIService) async throws -> FrontDoor {
        do {
            return try await FrontDoor.start(configuration: try doorConfiguration(), responder: service)
        } catch let error as FrontDoorError {
            throw CommandFailure("\(options.listen): \(error)")
        }
    }

    private func loadModules() throws -> LoadReport {
        do {
            let report = try ModuleLoader.load(
                directories: ModuleFolders.all(configuration, extra: options.modules), log: log,
                configuration: configuration.moduleSettings, isWanted: { !configuration.disabledModules.contains($0) })
            for refusal in report.refused {
                log.error("A module is not served", ["module": refusal.module, "reason": refusal.message])
            }
            return report
        } catch {
            throw CommandFailure(error)
        }
    }

    private func pages(_ report: LoadReport, _ metrics: MetricsRegistry, _ door: DoorBox) -> SystemPages {
        SystemPages(
            fixed: StartPages.make(report, isDevelopment: options.dev),
            notes: options.dev ? ["development mode"] : [],
            readiness: { door.isOpen ? nil : "starting or draining" },
            metrics: {
                var text: [UInt8] = []
                metrics.render(into: &text)
                door.appendMetrics(to: &text)
                return text
            })
    }

    private func address() throws -> (host: String, port: Int) {
        guard let colon = options.listen.lastIndex(of: ":"),
            let port = Int(options.listen[options.listen.index(after: colon)...]), (0...65_535).contains(port)
        else { throw CommandFailure("--listen must be host:port, such as 127.0.0.1:8080") }
        return (String(options.listen[..<colon]), port)
    }

    private func doorConfiguration() throws -> FrontDoorConfiguration {
        let (host, port) = try address()
        var door = FrontDoorConfiguration(
            listener: options.listenDescriptor.map { .inherited($0) } ?? .address(host: host, port: port))
        door.eventLoopCount = loopCount
        door.trustedProxies = configuration.trustedProxies
        door.bodyBytesMax = configuration.bodyBytesMax
        door.connectionsMax = configuration.connectionsMax
        door.headTimeout = .seconds(configuration.headerSeconds)
        door.keepAliveTimeout = .seconds(configuration.idleSeconds)
        if !configuration.certificate.isEmpty {
            door.tls = .init(
                certificateChainPath: configuration.certificate, privateKeyPath: configuration.privateKey)
        }
        return door
    }
}

/// Where modules are looked for: the folder beside the executable, the configuration's, the command line's.
enum ModuleFolders {
    static func all(_ configuration: Configuration, extra: [String]) -> [String] {
        let beside = executableFolder + "/modules"
        let standard = access(beside, R_OK) == 0 ? [beside] : []
        return standard + configuration.moduleFolders + extra
    }

    static var executableFolder: String {
        var buffer = [CChar](repeating: 0, count: 4_096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard count > 0 else { return "." }
        let path = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    }
}
