internal import StoaCore

extension Platform {
    /// Makes a store, with a clock of its own if `testClock` says what it shows at first.
    ///
    /// Throws `.invalid` naming the argument, or `.conflict` if the name is taken.
    public func createStore(
        name: String, currency: String = "USD", timeZone: String = "Etc/UTC", testClock: Int64? = nil
    ) throws(PlatformError) -> Store {
        guard Self.isStoreName(name) else {
            throw .invalid("name", "must be small letters, digits and hyphens, at most 63, beginning with a letter")
        }
        guard Currency(code: currency) != nil else { throw .invalid("currency", "is not one of ISO 4217") }
        guard Self.isTimeZoneName(timeZone) else { throw .invalid("time_zone", "is not a time zone's name") }
        return try write { tables in
            guard try tables.store(named: name) == nil else {
                throw PlatformError.conflict("a store named \(name) exists")
            }
            return try tables.insertStore(
                name: name, currency: currency, timeZone: timeZone, testClock: testClock, at: now())
        }
    }

    /// The store with this name, or nil.
    public func store(named name: String) throws(PlatformError) -> Store? {
        try read { tables in try tables.store(named: name) }
    }

    /// The store with this id, or nil.
    public func store(id: Int64) throws(PlatformError) -> Store? {
        try read { tables in try tables.store(id: id) }
    }

    /// All stores, oldest first.
    public func stores() throws(PlatformError) -> [Store] {
        try read { tables in try tables.stores() }
    }

    /// Suspends a store or takes it back into service.
    ///
    /// A second call is a no-op. Throws `.notFound` if there is no such store.
    public func setStatus(_ status: Store.Status, store id: Int64) throws(PlatformError) {
        try write { tables in
            try Self.requireStore(id, in: tables)
            try tables.updateStatus(status, store: id)
            try tables.addAttention(store: id)
        }
    }

    static func requireStore(_ id: Int64, in tables: PlatformTables) throws {
        guard try tables.store(id: id) != nil else { throw PlatformError.notFound("there is no store \(id)") }
    }

    /// `^[a-z][a-z0-9-]{0,62}$`: a label of a host name, and a safe name for a file.
    private static func isStoreName(_ name: String) -> Bool {
        guard let first = name.utf8.first, isSmallLetter(first), name.utf8.count <= 63 else { return false }
        return name.utf8.allSatisfy { isSmallLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
    }

    /// Checks the form only: whether the zone exists depends on the machine's data at the time of use.
    private static func isTimeZoneName(_ name: String) -> Bool {
        let isAllowed = name.utf8.allSatisfy { byte in
            isSmallLetter(byte | 0x20) || isDigit(byte) || "/_+-".utf8.contains(byte)
        }
        return isAllowed && (1...64).contains(name.utf8.count) && !name.hasPrefix("/")
    }

    private static func isSmallLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
