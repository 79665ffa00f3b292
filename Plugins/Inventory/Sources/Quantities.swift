/// How many there are of one thing in one place, by what has become of them; as a change, by how many more.
package struct Quantities: Equatable, Sendable {
    /// Free to be sold; below zero where more was sold than there was.
    package var available = 0
    /// Sold and not yet gone.
    package var committed = 0
    /// Held for somebody who has not bought yet.
    package var reserved = 0

    package init(available: Int = 0, committed: Int = 0, reserved: Int = 0) {
        self.available = available
        self.committed = committed
        self.reserved = reserved
    }

    /// All that is there.
    package var onHand: Int { available + committed + reserved }

    package var isZero: Bool { self == Quantities() }

    package static func + (left: Quantities, right: Quantities) -> Quantities {
        Quantities(
            available: left.available + right.available, committed: left.committed + right.committed,
            reserved: left.reserved + right.reserved)
    }

    package static prefix func - (quantities: Quantities) -> Quantities {
        Quantities(
            available: -quantities.available, committed: -quantities.committed, reserved: -quantities.reserved)
    }
}

extension Quantities {
    /// Most of one thing in one place, and the largest change: sums of thousands of them are still exact everywhere.
    package static let most = 1_000_000_000_000

    /// Why a change is impossible; continues the name of the number that a client sent.
    package enum Refusal: Error, Equatable {
        case tooLarge
        /// So many would be available.
        case short(Int)
        case notPromised

        package var message: String {
            switch self {
            case .tooLarge: "is too large"
            case .short(let available): "would leave \(available) available, and inventory_policy is deny"
            case .notPromised: "is more than has been promised"
            }
        }
    }

    /// The quantities after a change.
    ///
    /// Nothing lowers what is available below zero unless it may be `oversold`; what is below zero already may rise. What
    /// is promised is never below zero.
    package func changed(by delta: Quantities, oversold: Bool) throws(Refusal) -> Quantities {
        let range = -Self.most...Self.most
        guard delta.all(in: range) else { throw .tooLarge }
        let changed = self + delta
        guard changed.all(in: range) else { throw .tooLarge }
        guard changed.committed >= 0, changed.reserved >= 0 else { throw .notPromised }
        guard changed.available >= 0 || delta.available >= 0 || oversold else { throw .short(changed.available) }
        return changed
    }

    private func all(in range: ClosedRange<Int>) -> Bool {
        range.contains(available) && range.contains(committed) && range.contains(reserved)
    }
}
