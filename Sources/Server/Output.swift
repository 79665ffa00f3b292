import Glibc
import StoaAuth
import StoaCore
import StoaJSON
import StoaLoader
import StoaREST
import StoaRecords

/// What commands print for scripts.
enum Output {
    enum Value {
        case text(String)
        case number(Int64)
        case flag(Bool)
        case json(String)
        case none
    }

    static func object(_ members: [(String, Value)]) -> String {
        var out: [UInt8] = [UInt8(ascii: "{")]
        for (index, (name, value)) in members.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            out.appendJSONString(name)
            out.append(UInt8(ascii: ":"))
            switch value {
            case .text(let text): out.appendJSONString(text)
            case .number(let number): out.append(decimal: number)
            case .flag(let flag): out.append(text: flag ? "true" : "false")
            case .json(let json): out.append(text: json)
            case .none: out.append(text: "null")
            }
        }
        out.append(UInt8(ascii: "}"))
        return String(decoding: out, as: UTF8.self)
    }

    static func json(_ store: Store) -> String {
        object([
            ("id", .number(store.id)), ("name", .text(store.name)), ("currency", .text(store.currency)),
            ("time_zone", .text(store.timeZone)), ("created_at", time(store.createdAt)),
            ("status", .text(store.status.rawValue)),
            ("test_clock", time(store.testClock?.now)),
        ])
    }

    static func json(_ store: Int64, _ clock: Store.TestClock) -> String {
        object([("store", .number(store)), ("now", time(clock.now)), ("target", time(clock.target))])
    }

    static func json(_ row: StoreDesk.AuditRow) -> String {
        object([
            ("at", time(row.at)), ("actor", .text(row.actor)), ("method", .text(row.method)),
            ("route", .text(row.route)), ("target", .text(row.target)), ("status", .number(row.status)),
            ("request_id", .text(row.request)),
        ])
    }

    static func json(_ job: JobDesk.Entry) -> String {
        object([
            ("id", .number(job.id)), ("job", .text(job.name)), ("lane", .text(job.lane)), ("key", .text(job.key)),
            ("due_at", time(job.due)), ("created_at", time(job.created)), ("failures", .number(Int64(job.failures))),
            ("error", .text(job.error)), ("dead", .flag(job.isDead)),
            ("arguments", .json(String(decoding: job.arguments, as: UTF8.self))),
        ])
    }

    static func json(_ key: APIKey) -> String {
        object([
            ("id", .text(key.publicID)), ("hint", .text(key.hint)), ("name", .text(key.name)),
            ("scopes", .text(key.scopes.text)), ("tier", .text(key.tier.rawValue)),
            ("rate_limited", .flag(key.hasRateLimit)), ("created_at", time(key.createdAt)),
            ("expires_at", time(key.expiresAt)), ("revoked_at", time(key.revokedAt)),
            ("last_used_at", time(key.lastUsedAt)),
        ])
    }

    static func json(_ report: LoadReport) -> String {
        let loaded = report.loaded.map { module in
            object([
                ("id", .text(module.id)), ("version", .text(module.version)), ("title", .text(module.title)),
                ("essential", .flag(module.isEssential)), ("folder", .text(module.directory)),
            ])
        }
        let refused = report.refused.map { object([("id", .text($0.module)), ("reason", .text($0.message))]) }
        return object([
            ("loaded", .json("[\(loaded.joined(separator: ","))]")),
            ("refused", .json("[\(refused.joined(separator: ","))]")),
        ])
    }

    static func json(_ module: ModuleDeclaration, _ operations: [StoaREST.Operation]) -> String {
        let routes = operations.map { operation in
            object([
                ("method", .text("\(operation.method)".uppercased())), ("path", .text(operation.pattern)),
                ("scope", .text(operation.scope)), ("title", .text(operation.title)),
            ])
        }
        let scopes = module.scopes.map { object([("name", .text($0.name)), ("title", .text($0.title))]) }
        return object([
            ("id", .text(module.id)), ("version", .text(module.version)), ("title", .text(module.title)),
            ("scopes", .json("[\(scopes.joined(separator: ","))]")),
            ("routes", .json("[\(routes.joined(separator: ","))]")),
        ])
    }

    static func time(_ microseconds: Int64?) -> Value {
        guard let microseconds else { return .none }
        return .text(Timestamp(microseconds: microseconds).description)
    }
}

/// A line on standard error that tells how far something long has come; only where a person is looking.
final class Progress {
    private let title: String
    private let isShown = isatty(STDERR_FILENO) == 1
    private var lastPercent = -1

    init(title: String) {
        self.title = title
    }

    func show(_ done: Int, of total: Int) {
        let percent = total > 0 ? done * 100 / total : 100
        guard isShown, percent != lastPercent else { return }
        lastPercent = percent
        ErrorLine.write("\r\(title): \(percent) %", end: "")
    }

    func finish() {
        if isShown, lastPercent >= 0 { ErrorLine.write("") }
    }
}
