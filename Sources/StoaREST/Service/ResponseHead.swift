internal import StoaCore
internal import StoaJSON

/// The headers that every API answer carries, and those of one answer.
struct ResponseHead {
    private(set) var lines: [UInt8] = []

    /// A part that goes behind the head of the request.
    init(lines: [UInt8]) {
        self.lines = lines
    }

    init(requestID: String) {
        lines.reserveCapacity(448)
        add("X-Request-Id: ", requestID)
    }

    /// Both families of rate limit headers, whichever dialect was called (conflict row C-11).
    mutating func add(_ rate: RateDecision) {
        lines.appendASCII("X-Shopify-Shop-Api-Call-Limit: ")
        lines.append(decimal: Int64(rate.used))
        lines.append(UInt8(ascii: "/"))
        lines.append(decimal: Int64(rate.capacity))
        add("\r\nX-Rate-Limit-Limit: ", rate.perMinute)
        add("X-Rate-Limit-Remaining: ", rate.remainingPerMinute)
        add("X-Rate-Limit-Reset: ", Int(rate.resetEpochSeconds))
        if let daily = rate.dailyRemaining { add("X-Rate-Limit-Daily-Remaining: ", daily) }
    }

    mutating func addAPIHeaders() {
        // Answers belong to one credential; shared caches must not keep them (RFC 9111 section 5.2.2.7).
        lines.appendASCII("Cache-Control: private, no-cache\r\nX-Shopify-API-Version: ")
        lines.appendASCII(Dialect.servedVersion)
        lines.appendASCII("\r\n")
    }

    /// `line` ends as lines do.
    mutating func add(line: StaticString) { lines.appendASCII(line) }

    mutating func addJSON() {
        lines.appendASCII("Content-Type: application/json; charset=utf-8\r\n")
    }

    /// `value` must hold no control characters; what comes from clients is checked before it gets here.
    mutating func add(_ name: StaticString, _ value: String) {
        lines.appendASCII(name)
        lines.append(text: value)
        lines.appendASCII("\r\n")
    }

    mutating func add(_ name: StaticString, _ value: Int) {
        lines.appendASCII(name)
        lines.append(decimal: Int64(value))
        lines.appendASCII("\r\n")
    }

    mutating func append(_ other: [UInt8]) { lines.append(contentsOf: other) }
}
