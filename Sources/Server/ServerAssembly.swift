import Glibc
import NIOPosix
import StoaAuth
import StoaCore
import StoaEgress
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
        log = try LogOutput.make(options)
        loopCount = FrontDoorConfiguration(listener: .inherited(0)).eventLoopCount
    }

    /// Loads and checks everything, short of what one server alone may do: another may be at work on the same data.
    func prepare() throws -> PreparedServer {
        let directory = options.data.data
        let platform = try Platform(directory: directory, now: clock.wallMicroseconds)
        let secret = try ServerSecret(directory: directory)
        ModuleLoader.setEnvironment(secret: secret.key.reveal { $0 }, isDevelopment: options.dev)
        let report = try loadModules(platform)
        let metrics = MetricsRegistry()
        let stores = StoreSet(
            directory: "\(directory)/stores", schema: StoreSchema(report.registry, secret: secret.key),
            options: configuration.stores,
            clock: clock, log: log,
            refusedWrites: metrics.counter(
                "stoa_writes_refused_total",
                help: "Writes refused because their store's queue was full or the server was stopping."))
        let door = DoorBox()
        let egress = try makeEgress()
        let runner = ServerJobs.makeRunner(
            platform: platform, stores: stores, exchange: JobExchange.make(egress), metrics: metrics, clock: clock,
            log: log)
        var api = configuration.api
        api.isDevelopment = options.dev
        let keyUses = KeyUseLog()
        let service = try APIService(
            platform: platform, secret: secret, stores: stores, configuration: api,
            pages: pages(report, metrics, door), metrics: metrics, keyUses: keyUses, clock: clock, log: log,
            loopCount: loopCount)
        if options.dev { log.warning("Development mode: unsigned modules and loopback targets are allowed") }
        let scheme = configuration.certificate.isEmpty ? "http" : "https"
        let prepared = PreparedServer(
            directory: directory, platform: platform, report: report, service: service, stores: stores,
            runner: runner, egress: egress, keyUses: keyUses, log: log, drainSeconds: configuration.drainSeconds,
            door: door,
            doorConfiguration: doorConfiguration(),
            baseURL: "\(scheme)://\(try ListenAddress(options.listen).host)")
        try prepared.checkDoor()
        return prepared
    }

    // MARK: Parts

    private func makeEgress() throws -> Egress {
        var settings = EgressConfiguration()
        settings.isDevelopment = options.dev
        settings.clock = clock
        do {
            return try Egress(settings, eventLoops: MultiThreadedEventLoopGroup(numberOfThreads: 1))
        } catch {
            throw CommandFailure("outgoing requests cannot be made: \(error)")
        }
    }

    private func loadModules(_ platform: Platform) throws -> LoadReport {
        do {
            let report = try ModuleLoader.load(
                directories: ModuleFolders.all(configuration, extra: options.modules), log: log,
                configuration: configuration.moduleSettings, kernel: [KernelModule.declaration(platform, clock, log)],
                isWanted: { !configuration.disabledModules.contains($0) })
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
            fixed: StartPages(report, isDevelopment: options.dev).page,
            notes: options.dev ? ["development mode"] : [],
            readiness: { door.isOpen ? nil : "starting or draining" },
            metrics: {
                var text: [UInt8] = []
                metrics.render(into: &text)
                door.appendMetrics(to: &text)
                return text
            })
    }

    private func doorConfiguration() -> FrontDoorConfiguration {
        var door = FrontDoorConfiguration(listener: .inherited(WorkerChannel.listener))
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
