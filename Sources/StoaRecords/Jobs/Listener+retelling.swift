internal import CStoaABI
internal import StoaJSON

extension Listener {
    /// The arguments of the dead letter that stands for an event.
    static func arguments(for event: Event) -> [UInt8] { Array("{\"event\":\(event.seq)}".utf8) }

    /// Tells of the one event that was put aside as a dead letter; what runs when its operator tries it again.
    var retelling: JobDeclaration {
        let own = String(name.dropFirst(module.count + 1))
        return JobDeclaration(module: module, name: own, title: title, width: 1, delays: []) { context, job in
            guard let seq = Self.event(in: job.job.arguments) else { return Int32(STOA_E_BAD) }
            var query = EventQuery()
            (query.after, query.until) = (seq - 1, seq)
            let (code, events) = context.events(query)
            guard code == 0 else { return code }
            // It is not kept for ever.
            guard !events.isEmpty else { return Int32(STOA_E_NOT_FOUND) }
            return run(context, events)
        }
    }

    private static func event(in arguments: [UInt8]) -> Int64? {
        let document = JSONDocument()
        return arguments.withUnsafeBytes { bytes in
            guard (try? document.parse(bytes)) != nil else { return nil }
            return document.root.member("event")?.int
        }
    }
}
