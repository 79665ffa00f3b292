package import StoaKit

/// A condition on payloads: `status:shipped AND (total_price:>=100 OR NOT tags:*sample*)`.
///
/// A term is a path, a colon and a value. Paths lead through arrays: one element that matches is enough.
package struct EventFilter: Sendable {
    indirect enum Node: Sendable {
        case term(path: [String], Test)
        case not(Node)
        case all([Node])
        case any([Node])
    }

    enum Test: Sendable {
        /// There is a value.
        case present
        /// The same text, whatever the case, maybe with `*` at its ends.
        case text(String, startsAnywhere: Bool, endsAnywhere: Bool)
        /// The same text or number.
        case equal(String)
        case ordered(Comparison, String)
    }

    enum Comparison: Sendable { case less, lessOrEqual, greater, greaterOrEqual }

    let root: Node

    /// True if the payload is wanted.
    package func accepts(_ payload: JSON) -> Bool {
        Self.isTrue(root, payload)
    }

    private static func isTrue(_ node: Node, _ payload: JSON) -> Bool {
        switch node {
        case .term(let path, let test): values(at: path[...], in: payload).contains { test.isPassed(by: $0) }
        case .not(let node): !isTrue(node, payload)
        case .all(let nodes): nodes.allSatisfy { isTrue($0, payload) }
        case .any(let nodes): nodes.contains { isTrue($0, payload) }
        }
    }

    /// What stands at a path; elements of arrays one by one.
    private static func values(at path: ArraySlice<String>, in value: JSON) -> [JSON] {
        if let elements = value.elements { return elements.flatMap { values(at: path, in: $0) } }
        guard let name = path.first else { return [value] }
        return value[name].map { values(at: path.dropFirst(), in: $0) } ?? []
    }
}

extension EventFilter.Test {
    func isPassed(by value: JSON) -> Bool {
        guard !value.isNull else { return false }
        let found = value.string ?? value.text
        switch self {
        case .present: return true
        case .text(let wanted, let startsAnywhere, let endsAnywhere):
            return Self.matches(found.lowercased(), wanted, startsAnywhere, endsAnywhere)
        case .equal(let wanted):
            if let left = Self.number(found), let right = Self.number(wanted) { return left == right }
            return found.lowercased() == wanted.lowercased()
        case .ordered(let comparison, let wanted):
            if let left = Self.number(found), let right = Self.number(wanted) {
                return comparison.holds(left, right)
            }
            return comparison.holds(found, wanted)
        }
    }

    private static func number(_ text: String) -> Double? { JSON(text).number }

    private static func matches(
        _ found: String, _ wanted: String, _ startsAnywhere: Bool, _ endsAnywhere: Bool
    ) -> Bool {
        switch (startsAnywhere, endsAnywhere) {
        case (false, false): found == wanted
        case (false, true): found.hasPrefix(wanted)
        case (true, false): found.hasSuffix(wanted)
        case (true, true): found.utf8.isEmpty ? wanted.isEmpty : found.contains(wanted)
        }
    }
}

extension EventFilter.Comparison {
    func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
        switch self {
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }
}
