internal import Glibc
package import StoaCore
internal import Synchronization

/// The time zones of this machine: the files of the IANA database, which the system keeps up to date.
///
/// A zone is read once, when it is first asked for.
package final class TimeZoneDatabase: Sendable {
    package static let shared = TimeZoneDatabase(directory: "/usr/share/zoneinfo")

    private let directory: String
    private let known = Mutex<[String: TimeZoneRules]>([LocalTime.utcName: .utc, "UTC": .utc])

    init(directory: String) {
        self.directory = directory
    }

    /// The rules of the zone with this name; nil if there is none.
    package func rules(of name: String) -> TimeZoneRules? {
        if let rules = known.withLock({ $0[name] }) { return rules }
        guard Self.isName(name), let rules = read("\(directory)/\(name)") else { return nil }
        known.withLock { $0[name] = rules }
        return rules
    }

    /// Whether other zones than UTC can be found at all.
    package var isInstalled: Bool { rules(of: "Europe/London") != nil }

    /// Files beside the zones, and second copies of them that count leap seconds.
    private static let others: Set<Substring> = ["posix", "right", "posixrules", "localtime", "Factory"]

    /// The words of a path that stays in the directory.
    private static func isName(_ name: String) -> Bool {
        let words = name.split(separator: "/", omittingEmptySubsequences: false)
        return name.utf8.count <= 64 && !others.contains(words[0])
            && words.allSatisfy { word in
                !word.isEmpty
                    && word.utf8.allSatisfy { byte in
                        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "_+-".utf8.contains(byte)
                    }
            }
    }

    private func read(_ path: String) -> TimeZoneRules? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        return withUnsafeTemporaryAllocation(byteCount: Self.bytesMax, alignment: 8) { buffer in
            let count = Glibc.read(file, buffer.baseAddress, buffer.count)
            guard count > 0 else { return nil }
            return TimeZoneRules(file: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// The largest file has 5 KiB.
    private static let bytesMax = 32 << 10
}

extension LocalTime {
    /// `name` of the first zone, then `name@seconds` for each that came later, separated by commas.
    var text: String {
        spans.enumerated().map { $0.offset == 0 ? $0.element.name : "\($0.element.name)@\($0.element.since)" }
            .joined(separator: ",")
    }

    /// Reads such a text.
    ///
    /// A zone that this machine does not know, because its data is older or not installed, is taken for UTC.
    init(text: String) {
        let spans = text.split(separator: ",").map { part in
            let at = part.firstIndex(of: "@")
            let name = String(part[..<(at ?? part.endIndex)])
            return Span(
                since: at.flatMap { Int64(part[part.index(after: $0)...]) } ?? .min, name: name,
                rules: TimeZoneDatabase.shared.rules(of: name) ?? .utc)
        }
        guard let first = spans.first else {
            self = .utc
            return
        }
        self.init(first, Array(spans.dropFirst()))
    }
}
