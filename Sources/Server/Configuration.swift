import StoaCore
import StoaHTTP
import StoaREST
import StoaRecords
import TOMLKit

/// The operator's settings, from a TOML file.
///
/// Unknown keys and wrong types are refused by name, so that a typing error never means a silent default.
struct Configuration {
    var moduleFolders: [String] = []
    var disabledModules: Set<String> = []
    /// Module id to key to JSON text.
    var moduleSettings: [String: [String: String]] = [:]
    var trustedProxies: [String] = []
    var certificate = ""
    var privateKey = ""
    var bodyBytesMax = 1 << 20
    var connectionsMax = 10_000
    var headerSeconds = 10
    var idleSeconds = 75
    var drainSeconds = 10
    var api = APIConfiguration()
    var stores = StoreSet.Options()

    /// The defaults, or what `path` says.
    init(path: String?) throws {
        guard let path else { return }
        let text: String
        do {
            text = try TextFile.read(path)
        } catch {
            throw CommandFailure("the configuration \(path) cannot be read: \(error)")
        }
        do {
            var reader = SectionReader(table: try TOMLTable(string: text), path: path)
            try read(&reader)
        } catch let error as TOMLParseError {
            throw CommandFailure("\(path) is not valid TOML: \(error.description.split(separator: "\n").first ?? "")")
        }
    }

    private mutating func read(_ file: inout SectionReader) throws {
        try file.section("http") { http in
            trustedProxies = try http.texts("trusted_proxies", default: trustedProxies)
            certificate = try http.text("certificate", default: "")
            privateKey = try http.text("private_key", default: "")
            api.allowsPlainHTTP = try http.flag("allow_plain_http", default: false)
            bodyBytesMax = try http.number("body_bytes_max", in: 1_024...(64 << 20), default: bodyBytesMax)
            api.importBytesMax = try http.number(
                "import_bytes_max", in: 1_024...(256 << 20), default: api.importBytesMax)
            connectionsMax = try http.number("connections_max", in: 1...1_000_000, default: connectionsMax)
            headerSeconds = try http.number("header_seconds", in: 1...120, default: headerSeconds)
            idleSeconds = try http.number("idle_seconds", in: 1...3_600, default: idleSeconds)
            drainSeconds = try http.number("drain_seconds", in: 1...600, default: drainSeconds)
        }
        try file.section("modules") { modules in
            moduleFolders = try modules.texts("folders", default: [])
            disabledModules = Set(try modules.texts("disabled", default: []))
        }
        try file.section("stores") { section in
            stores.readersPerLoop = try section.number(
                "open_readers_per_loop", in: 1...100_000, default: stores.readersPerLoop)
            stores.writers = try section.number("open_writers", in: 1...100_000, default: stores.writers)
            stores.workerThreads = try section.number("worker_threads", in: 1...64, default: stores.workerThreads)
            stores.readThreads = try section.number("read_threads", in: 1...64, default: stores.readThreads)
            stores.queuedWritesMax = try section.number(
                "queued_writes_max", in: 1...1_000_000, default: stores.queuedWritesMax)
            stores.eventDays = try section.number("event_days", in: 1...3_650, default: stores.eventDays)
        }
        try file.section("limits") { limits in
            let burst = try limits.number("failed_sign_ins_burst", in: 1...1_000_000, default: 2_000)
            let rate = try limits.number("failed_sign_ins_per_minute", in: 1...1_000_000, default: 1_200)
            api.failedSignIns = RatePolicy(capacity: burst, refillPerMinute: rate)
            let store = api.storeCalls
            api.storeCalls = RatePolicy(
                capacity: try limits.number("store_burst", in: 1...100_000_000, default: store.capacity),
                refillPerMinute: try limits.number(
                    "store_calls_per_minute", in: 1...100_000_000, default: store.refillPerMinute))
            let seconds = try limits.number("request_seconds", in: 1...60, default: 30)
            api.requestDeadlineMicroseconds = Int64(seconds) * 1_000_000
        }
        moduleSettings = try file.moduleSettings("module")
        try file.refuseRest()
    }
}

/// Reads one TOML file and remembers what has been asked for.
struct SectionReader {
    private let table: TOMLTable
    private let path: String
    private var known: Set<String> = []

    init(table: TOMLTable, path: String) {
        self.table = table
        self.path = path
    }

    mutating func section(_ name: String, _ body: (inout Section) throws -> Void) throws {
        known.insert(name)
        guard let value = table[name] else { return }
        guard let inner = value.table else { throw CommandFailure("\(path): \(name) must be a section [\(name)]") }
        var section = Section(table: inner, name: name, path: path)
        try body(&section)
        try section.refuseRest()
    }

    /// `[module.<id>]` sections: settings that a module asks for, as JSON.
    mutating func moduleSettings(_ name: String) throws -> [String: [String: String]] {
        known.insert(name)
        guard let modules = table[name]?.table else { return [:] }
        var result: [String: [String: String]] = [:]
        for id in modules.keys {
            guard let settings = modules[id]?.table else {
                throw CommandFailure("\(path): module.\(id) must be a section")
            }
            for key in settings.keys {
                guard let value = settings[key] else { continue }
                result[id, default: [:]][key] = try Self.json(value, "\(path): module.\(id).\(key)")
            }
        }
        return result
    }

    private static func json(_ value: any TOMLValueConvertible, _ place: String) throws -> String {
        if let text = value.string {
            var out: [UInt8] = []
            out.appendJSONText(text)
            return String(decoding: out, as: UTF8.self)
        }
        if let number = value.int { return String(number) }
        if let flag = value.bool { return flag ? "true" : "false" }
        throw CommandFailure("\(place) must be a string, a number, true or false")
    }

    func refuseRest() throws {
        if let unknown = table.keys.first(where: { !known.contains($0) }) {
            throw CommandFailure("\(path): [\(unknown)] is no section that stoa knows; see Config/stoa.toml")
        }
    }

    /// One section and the keys that were asked for.
    struct Section {
        let table: TOMLTable
        let name: String
        let path: String
        private var known: Set<String> = []

        init(table: TOMLTable, name: String, path: String) {
            self.table = table
            self.name = name
            self.path = path
        }

        mutating func text(_ key: String, default fallback: String) throws -> String {
            known.insert(key)
            guard let value = table[key] else { return fallback }
            guard let text = value.string else { throw wrong(key, "a string") }
            return text
        }

        mutating func flag(_ key: String, default fallback: Bool) throws -> Bool {
            known.insert(key)
            guard let value = table[key] else { return fallback }
            guard let flag = value.bool else { throw wrong(key, "true or false") }
            return flag
        }

        mutating func number(_ key: String, in range: ClosedRange<Int>, default fallback: Int) throws -> Int {
            known.insert(key)
            guard let value = table[key] else { return fallback }
            guard let number = value.int, range.contains(number) else {
                throw wrong(key, "a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }

        mutating func texts(_ key: String, default fallback: [String]) throws -> [String] {
            known.insert(key)
            guard let value = table[key] else { return fallback }
            guard let array = value.array else { throw wrong(key, "an array of strings") }
            var result: [String] = []
            for element in array {
                guard let text = element.string else { throw wrong(key, "an array of strings") }
                result.append(text)
            }
            return result
        }

        private func wrong(_ key: String, _ expected: String) -> CommandFailure {
            CommandFailure("\(path): \(name).\(key) must be \(expected)")
        }

        func refuseRest() throws {
            if let unknown = table.keys.first(where: { !known.contains($0) }) {
                throw CommandFailure("\(path): \(name).\(unknown) is no setting that stoa knows; see Config/stoa.toml")
            }
        }
    }
}
