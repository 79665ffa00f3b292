package import StoaKit

/// The headers that a subscriber adds to its deliveries.
package enum CustomHeaders {
    static let countMax = 20
    static let nameBytesMax = 128
    static let valueBytesMax = 1_024

    /// Names that decide where a message ends, whom it is for, what its body is and who signed it.
    ///
    /// The kernel refuses the first few too; here their author is told.
    private static let reserved: Set = [
        "host", "content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "te", "trailer", "expect",
        "http2-settings", "content-type", "content-encoding", "accept-encoding",
    ]
    private static let reservedPrefixes = ["proxy-", "x-shopify-", "x-stoa-", "webhook-"]

    /// The headers in an object of names and texts, or a clause that continues "headers".
    package static func read(_ json: JSON) -> (headers: [(name: String, value: String)], problem: String?) {
        guard !json.isNull else { return ([], nil) }
        guard let members = json.members else { return ([], "must be an object of names and texts") }
        guard members.count <= countMax else { return ([], "must be at most \(countMax)") }
        var headers: [(name: String, value: String)] = []
        for member in members {
            guard let value = member.value.string else { return ([], "must be an object of names and texts") }
            if let problem = problem(member.name, value, among: headers) { return ([], problem) }
            headers.append((member.name, value))
        }
        return (headers, nil)
    }

    private static func problem(
        _ name: String, _ value: String, among headers: [(name: String, value: String)]
    ) -> String? {
        guard isToken(name) else { return "must have names of letters, digits and hyphens" }
        let lowercased = name.lowercased()
        if reserved.contains(lowercased) || reservedPrefixes.contains(where: lowercased.hasPrefix) {
            return "must not contain \(lowercased)"
        }
        if headers.contains(where: { $0.name.lowercased() == lowercased }) {
            return "must not contain \(lowercased) twice"
        }
        guard isFieldValue(value) else {
            return "must have printable ASCII values of at most \(valueBytesMax) bytes, unlike \(lowercased)"
        }
        return nil
    }

    /// RFC 9110 section 5.6.2.
    private static func isToken(_ name: String) -> Bool {
        let marks = Set("!#$%&'*+-.^_`|~".utf8)
        return (1...nameBytesMax).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    || marks.contains(byte)
            }
    }

    /// RFC 9110 section 5.5 without the bytes beyond ASCII, which receivers read in different ways, and without blanks
    /// at the ends, which they drop.
    private static func isFieldValue(_ value: String) -> Bool {
        guard value.utf8.count <= valueBytesMax, value.first != " ", value.last != " " else { return false }
        return value.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }
}
