extension Platform {
    /// Switches a module on or off for a store; modules are on unless switched off.
    ///
    /// Takes effect with the next request. A second call is a no-op. Throws `.notFound` if there is no such store,
    /// `.invalid` for a module id that is empty or longer than 63 bytes.
    public func setModule(store id: Int64, module: String, enabled: Bool) throws(PlatformError) {
        guard (1...63).contains(module.utf8.count) else { throw .invalid("module", "must be 1 to 63 bytes") }
        try write { tables in
            try Self.requireStore(id, in: tables)
            try tables.setModule(module, enabled: enabled, store: id)
            try tables.addAttention(store: id)
        }
    }

    /// The modules that were ever switched for a store, and whether they are on; all others are on.
    public func moduleStates(store id: Int64) throws(PlatformError) -> [String: Bool] {
        try read { tables in try tables.moduleStates(store: id) }
    }
}
