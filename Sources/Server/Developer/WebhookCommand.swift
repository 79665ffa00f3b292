import ArgumentParser
import NIOPosix
import StoaAuth
import StoaCore
import StoaEgress
import StoaLoader
import StoaRecords

/// The command `stoa webhook`: what a developer of a receiver needs.
struct WebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook", abstract: "Receive, trigger and repeat a store's events while developing.",
        subcommands: [Listen.self, Trigger.self, Replay.self])

    struct Listen: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forward a store's events to a program on this machine, without a subscription.",
            discussion: """
                Every event is sent once, in its sequence, signed with the secret that is printed first; each is shown
                with the status of the answer and the time that it took. Ends with Ctrl-C.
                """)

        @OptionGroup var options: StoreOptions
        @OptionGroup var folders: ModuleCommand.FolderOptions
        @Option(
            name: .customLong("forward-to"),
            help: ArgumentHelp("Where to send them, such as http://127.0.0.1:3000/hooks.", valueName: "url"))
        var target: String
        @Option(
            name: .long, help: ArgumentHelp("Send what was missed so long ago too, such as 10m.", valueName: "time"))
        var since: TimeSpan?
        @Option(
            name: .long, help: ArgumentHelp("Only this topic, by any of its names; may be repeated.", valueName: "name")
        )
        var topic: [String] = []

        func run() async throws {
            let (_, store) = try options.find()
            let registry = try folders.report().registry
            let desk = try options.desk(of: store, registry)
            var query = EventQuery()
            query.topics = TopicFilter(try topic.map { try Topics.find($0, registry).name })
            query.after = since == nil ? try desk.lastEvent() : 0
            if let since {
                query.since = (store.testClock?.now ?? Clock.system.wallMicroseconds()) - since.seconds * 1_000_000
            }
            let forwarder = try EventForwarder(target: target, store: store.name, registry: registry)
            Watch.show("forwarding \(store.name) to \(target)\nsecret \(forwarder.secret)")
            try await Watch.run {
                for event in try desk.events(query) {
                    Watch.show(await forwarder.send(event))
                    query.after = event.seq
                }
            }
        }
    }

    struct Trigger: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let an event happen, with the newest record as its payload; nothing is changed.",
            discussion: "All subscriptions are told as if it were real. Prints one JSON object.")

        @Argument(help: "The topic, by any of its names.")
        var topic: String
        @OptionGroup var options: StoreOptions
        @OptionGroup var folders: ModuleCommand.FolderOptions
        @Option(name: .long, help: ArgumentHelp("A file with the payload, one JSON value.", valueName: "file"))
        var payload: String?

        func run() async throws {
            let (platform, store) = try options.find()
            let registry = try folders.report().registry
            let topic = try Topics.find(topic, registry)
            let desk = try options.desk(of: store, registry)
            let now = store.testClock?.now ?? Clock.system.wallMicroseconds()
            guard var event = try known(topic, desk, registry, now) else {
                throw CommandFailure(
                    "there is nothing in \(store.name) to tell of: create a record first, or give --payload")
            }
            event.at = now
            if let payload { event.payload = try Self.json(in: payload) }
            let seq = try desk.add(event)
            try platform.callAttention(to: store.id)
            print(
                Output.object([("sequence", .number(seq)), ("topic", .text(topic.name)), ("store", .text(store.name))]))
        }

        private func known(_ topic: Topic, _ desk: StoreDesk, _ registry: Registry, _ now: Int64) throws -> Event? {
            let resource = topic.name.split(separator: ".").first.flatMap { registry.resource(named: String($0)) }
            if let resource, let record = try desk.newestRecord(of: resource, topic: topic.name, now: now) {
                return record
            }
            if let event = try desk.newest(of: topic.name) { return event }
            guard payload != nil else { return nil }
            return Event(seq: 0, at: now, topic: topic.name, record: 0, version: 0, payload: [])
        }

        private static func json(in path: String) throws -> [UInt8] {
            let bytes: [UInt8]
            do throws(TextFile.ReadError) {
                bytes = try TextFile.bytes(path)
            } catch {
                throw CommandFailure("\(path): \(error)")
            }
            guard bytes.withUnsafeBytes({ (try? JSONDocumentCheck.parse($0)) != nil }) else {
                throw CommandFailure("\(path) is not one valid JSON value")
            }
            return bytes
        }
    }

    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send past events again to those who subscribed to them, with the same ids.",
            discussion: "Left as a job in the store's queue: done at once if a server runs, else when one does.")

        @OptionGroup var options: StoreOptions
        @Option(name: .long, help: ArgumentHelp("Everything since so long ago, such as 2h.", valueName: "time"))
        var since: TimeSpan?
        @Option(name: .long, help: ArgumentHelp("From this event on, by its sequence.", valueName: "number"))
        var from: Int64?
        @Option(name: .long, help: ArgumentHelp("Up to this event, by its sequence.", valueName: "number"))
        var until: Int64?
        @Option(name: .long, help: ArgumentHelp("Only to this subscription.", valueName: "id"))
        var id: Int64?

        func validate() throws {
            guard (since == nil) != (from == nil && until == nil) else {
                throw ValidationError("Say which events: --since, or --from and --until.")
            }
            guard (from ?? 1) >= 1, (from ?? 1) <= (until ?? .max) else {
                throw ValidationError("--from must be 1 or more, and not above --until.")
            }
        }

        func run() async throws {
            let (platform, store) = try options.find()
            let now = store.testClock?.now ?? Clock.system.wallMicroseconds()
            var members: [(String, Output.Value)] = []
            if let id { members.append(("webhook_id", .number(id))) }
            if let since { members.append(("since", Output.time(now - since.seconds * 1_000_000))) }
            if let from { members.append(("from_sequence", .number(from))) }
            if let until { members.append(("until_sequence", .number(until))) }
            let desk = try JobDesk(path: try options.writtenFile(of: store))
            let job = try desk.add("webhooks.replay", arguments: Array(Output.object(members).utf8), now: now)
            try platform.callAttention(to: store.id)
            print(Output.object([("job", .number(job)), ("store", .text(store.name))]))
        }
    }
}

/// Topics as people name them.
private enum Topics {
    static func find(_ name: String, _ registry: Registry) throws -> Topic {
        if let topic = registry.topic(named: name) { return topic }
        let known = registry.topics.map { $0.aliases.first ?? $0.name }.sorted().joined(separator: ", ")
        throw CommandFailure("there is no topic \(name); there are \(known)")
    }
}
