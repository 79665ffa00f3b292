import ArgumentParser
import StoaAuth
import StoaCore

/// The command `stoa key`.
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Create, list and revoke API keys; works while a server runs and when none does.",
        subcommands: [Create.self, List.self, Revoke.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a key; prints only the key, which is shown this once.")

        @OptionGroup var data: DataOptions
        @Option(name: .long, help: ArgumentHelp("The store's name.", valueName: "name"))
        var store: String
        @Option(name: .long, help: ArgumentHelp("`all`, or scopes separated by commas.", valueName: "list"))
        var scopes: String
        @Option(name: .long, help: ArgumentHelp("What the key is for.", valueName: "text"))
        var name = ""
        @Option(name: .long, help: ArgumentHelp("standard, gold, platinum or unlimited.", valueName: "tier"))
        var tier = "standard"
        @Option(
            name: .customLong("expires-in"),
            help: ArgumentHelp("Seconds until the key expires; never by default.", valueName: "seconds"))
        var expiresIn: Int64?
        @Flag(name: .customLong("no-rate-limit"), help: "Never slow this key down.")
        var noRateLimit = false

        func run() async throws {
            let platform = try Platform(directory: data.data, now: Clock.system.wallMicroseconds)
            guard let found = try platform.store(named: store) else {
                throw CommandFailure("there is no store named \(store)")
            }
            guard let tier = RateTier(rawValue: tier) else {
                throw CommandFailure(
                    "--tier must be one of \(RateTier.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            let wanted = Scopes(parsing: scopes)
            if let wrong = wanted.names.first(where: { !ScopeName.isValid($0) }) {
                throw CommandFailure(
                    "\(wrong) is no scope: --scopes takes `all`, or names of the form read_… and write_… separated by commas"
                )
            }
            var grant = KeyGrant(scopes: wanted)
            grant.name = name
            grant.tier = tier
            grant.hasRateLimit = !noRateLimit
            grant.expiresAt = expiresIn.map { Clock.system.wallMicroseconds() + $0 * 1_000_000 }
            let key = try platform.createKey(store: found.id, grant: grant)
            key.token.reveal { print($0) }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List a store's keys; never their text.")

        @OptionGroup var data: DataOptions
        @Option(name: .long, help: ArgumentHelp("The store's name.", valueName: "name"))
        var store: String
        @Flag(name: .long, help: "Print a JSON array.")
        var json = false

        func run() async throws {
            let platform = try Platform(directory: data.data, now: Clock.system.wallMicroseconds)
            guard let found = try platform.store(named: store) else {
                throw CommandFailure("there is no store named \(store)")
            }
            let keys = try platform.keys(store: found.id)
            if json {
                print("[\(keys.map(Output.json).joined(separator: ","))]")
            } else {
                for key in keys {
                    print(
                        "\(key.publicID)  …\(key.hint)  \(key.scopes.text)  \(key.revokedAt == nil ? "active" : "revoked")  \(key.name)"
                    )
                }
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Revoke a key: no request that starts after this has returned is accepted.")

        @Argument(help: "The key's public id, key_…, as `stoa key list` shows it.")
        var id: String
        @OptionGroup var data: DataOptions

        func run() async throws {
            try Platform(directory: data.data, now: Clock.system.wallMicroseconds).revokeKey(publicID: id)
            print(Output.object([("revoked", .text(id))]))
        }
    }
}

/// The spelling of scopes; which ones mean something is the loaded modules' business.
enum ScopeName {
    static func isValid(_ name: String) -> Bool {
        guard name != "admin" else { return true }
        guard name.hasPrefix("read_") || name.hasPrefix("write_") else { return false }
        return name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_") }
    }
}
