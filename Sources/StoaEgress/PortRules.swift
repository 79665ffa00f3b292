/// Which ports may be sent to.
///
/// All but 0 and those of protocols that are known to take a part of an HTTP request for a command of their own: the
/// "bad ports" of the Fetch standard (fetch.spec.whatwg.org, "port blocking"), and data stores that it leaves out.
enum PortRules {
    static func allows(_ port: Int) -> Bool {
        (1...65_535).contains(port) && !denied.contains(port)
    }

    private static let denied = fetchStandard.union(dataStores)

    private static let fetchStandard: Set = [
        1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
        110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530,
        531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190,
        5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10_080,
    ]

    /// SQL Server, Oracle, MySQL, PostgreSQL, Redis, memcached, MongoDB.
    private static let dataStores: Set = [1433, 1521, 3306, 5432, 6379, 11_211, 27_017]
}
