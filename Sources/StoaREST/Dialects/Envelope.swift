internal import StoaCore
internal import StoaJSON
internal import StoaRecords

/// Wraps rendered records the way a dialect wants them. Records are the same bytes in every dialect.
extension Dialect {
    /// Opens the body of one record; `name` is its resource's or its facet's.
    func opening(_ name: String) -> [UInt8] {
        switch envelope {
        case .named: Array("{\"\(name)\":".utf8)
        case .data: Array("{\"data\":".utf8)
        }
    }

    /// Opens the body of a list; `plural` is that of its resource or its facet.
    func listOpening(_ plural: String) -> [UInt8] {
        switch envelope {
        case .named: Array("{\"\(plural)\":[".utf8)
        case .data: Array("{\"data\":[".utf8)
        }
    }

    /// Closes a single record's body.
    func appendClosing(to body: inout [UInt8]) {
        switch envelope {
        case .named: body.append(UInt8(ascii: "}"))
        case .data: body.appendASCII(",\"meta\":{}}")
        }
    }

    /// Closes a list's body.
    ///
    /// `count` is the number of records in this page.
    func appendListClosing(nextCursor: String?, limit: Int, count: Int, to body: inout [UInt8]) {
        body.append(UInt8(ascii: "]"))
        if envelope == .data {
            body.appendASCII(",\"meta\":{\"next_cursor\":")
            if let nextCursor { body.appendJSONString(nextCursor) } else { body.appendASCII("null") }
            body.appendASCII(",\"limit\":")
            body.append(decimal: Int64(limit))
            body.appendASCII(",\"count\":")
            body.append(decimal: Int64(count))
            body.append(UInt8(ascii: "}"))
        }
        body.append(UInt8(ascii: "}"))
    }

    func countBody(_ count: Int64) -> [UInt8] {
        switch envelope {
        case .named: Array("{\"count\":\(count)}".utf8)
        case .data: Array("{\"data\":{\"count\":\(count)},\"meta\":{}}".utf8)
        }
    }

    /// A module route's JSON; what it calls a count looks like any other.
    func body(named name: String, json: [UInt8]) -> [UInt8] {
        if name == "count", let count = Int64(String(decoding: json, as: UTF8.self)) { return countBody(count) }
        var body: [UInt8] = []
        switch envelope {
        case .named:
            body.append(UInt8(ascii: "{"))
            body.appendJSONString(name)
            body.append(UInt8(ascii: ":"))
        case .data: body.appendASCII("{\"data\":")
        }
        body.append(contentsOf: json)
        appendClosing(to: &body)
        return body
    }
}
