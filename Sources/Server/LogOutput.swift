import Glibc
import StoaCore
import StoaJSON
import StoaRecords

/// Writes log messages as JSON lines to standard error, one write each, so that lines of threads never mix.
enum LogOutput {
    static func make(_ options: ServerOptions) throws -> KernelLog {
        let levels = [("debug", KernelLog.Level.debug), ("info", .info), ("warning", .warning), ("error", .error)]
        guard let level = levels.first(where: { $0.0 == options.logLevel })?.1 else {
            throw CommandFailure("--log-level must be debug, info, warning or error")
        }
        return make(level: level)
    }

    static func make(level: KernelLog.Level = .info) -> KernelLog {
        KernelLog { messageLevel, message, metadata in
            guard messageLevel.rawValue >= level.rawValue else { return }
            var line: [UInt8] = Array("{\"time\":\"".utf8)
            Clock.system.timestamp.append(to: &line)
            line.append(contentsOf: "\",\"level\":\"\(messageLevel)\",\"message\":".utf8)
            line.appendJSONString(message)
            for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
                line.append(UInt8(ascii: ","))
                line.appendJSONString(key)
                line.append(UInt8(ascii: ":"))
                line.appendJSONString(value)
            }
            line.append(contentsOf: "}\n".utf8)
            _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
        }
    }
}
