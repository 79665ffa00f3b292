internal import CStoaABI

/// Keeps the POSITION field of siblings dense, from 1 on.
///
/// A record that was moved stands before the one whose place it takes when it moved up, and after it when it moved
/// down, which is where its user dropped it. Everything else keeps its order.
struct Positions {
    static func normalize(_ record: Draft, link: Int, field: Int) {
        let siblings = record.children[link]
        let keyed = siblings.enumerated().map { (key: key(of: $1, at: $0, field: field), index: $0) }
        let order = keyed.sorted { ($0.key, $0.index) < ($1.key, $1.index) }
        record.children[link] = order.map { siblings[$0.index] }
        for (position, child) in record.children[link].enumerated() {
            child[field] = Values.integer(Int64(position) + 1)
        }
    }

    /// Twice the wanted position, one less or more for records that move there.
    private static func key(of child: Draft, at index: Int, field: Int) -> Int64 {
        let current = Int64(index) + 1
        guard child.wasSent(field), !child[field].isNull else { return current * 2 }
        let wanted = min(max(child[field].i, 1), 1 << 32)
        let stored = child.before.map { $0[field].i } ?? .max
        if wanted == stored { return wanted * 2 }
        return wanted < stored ? wanted * 2 - 1 : wanted * 2 + 1
    }
}
