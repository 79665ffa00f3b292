internal import StoaCore

/// Names of fields in issues of a whole tree, such as `items[2].price`.
enum IssuePath {
    /// The path with the places that the client gave the records, for one with the places that they have now.
    ///
    /// What cannot be followed, because a module made it up, stays as it is.
    static func asSent(_ path: String, in root: Draft) -> String {
        var result = ""
        var rest = path[...]
        var record = root
        while let open = rest.firstIndex(of: "["), let close = rest[open...].firstIndex(of: "]"),
            let place = Int(rest[rest.index(after: open)..<close]),
            let child = record.child(String(rest[..<open]), at: place)
        {
            result += "\(rest[..<open])[\(child.sentPlace ?? place)]"
            rest = rest[rest.index(after: close)...]
            record = child
            guard rest.first == "." else { break }
            result += "."
            rest.removeFirst()
        }
        return result + rest
    }
}

extension Draft {
    fileprivate func child(_ field: String, at place: Int) -> Draft? {
        guard let index = resource.field(named: field), let link = link(ofField: index),
            children[link].indices.contains(place)
        else { return nil }
        return children[link][place]
    }
}

extension CallContext {
    /// Makes the issues from `start` on name records by the places that the client gave them.
    func nameAsSent(from start: Int, in root: Draft) {
        for index in issues.indices.dropFirst(start) where issues[index].field.utf8.contains(UInt8(ascii: "[")) {
            issues[index].field = IssuePath.asSent(issues[index].field, in: root)
        }
    }
}
