internal import StoaStorage

/// Modules that come back to a store that has changed without them.
extension StoreConnection {
    /// Under this key a module's job waits once, however much has changed.
    private static let returnKey = "return"
    /// The keys of modules in `meta`: "1" while they are loaded, "0" once they no longer are.
    private static let moduleKey = "module "

    /// Adds a module's jobs for its return, unless they wait already; jobs of a module that is off do not run.
    func addReturnJobs(of module: String, newID: () -> Int64, now: Int64) throws(StorageError) {
        for job in schema.registry.returnJobs[module] ?? [] {
            guard try waitingJob(job.name, key: Self.returnKey) == nil else { continue }
            let stored = StoredJob(
                id: newID(), name: job.name, lane: job.name + "/", due: now, created: now, failures: 0,
                arguments: Array("null".utf8))
            try insertJob(stored, key: Self.returnKey)
        }
    }

    /// The modules that have been here, but were not loaded when the schema was last changed.
    func modulesThatLeft() throws(StorageError) -> [String] {
        let statement = try statement("SELECT substr(key,?) FROM meta WHERE key>? AND key<? AND value='0' ORDER BY key")
        defer { statement.reset() }
        try statement.bind(1, Int64(Self.moduleKey.utf8.count + 1))
        try statement.bind(2, Self.moduleKey)
        try statement.bind(3, Self.moduleKey + "~")
        var modules: [String] = []
        while try statement.step() { modules.append(statement.string(0)) }
        return modules
    }

    /// Notes which modules are loaded from now on; all others that have been here have left.
    func setModulesThatCame(_ modules: Set<String>) throws(StorageError) {
        try run("UPDATE meta SET value='0' WHERE key>? AND key<?") { statement throws(StorageError) in
            try statement.bind(1, Self.moduleKey)
            try statement.bind(2, Self.moduleKey + "~")
        }
        for module in modules.sorted() { try setMeta(Self.moduleKey + module, "1") }
    }
}
