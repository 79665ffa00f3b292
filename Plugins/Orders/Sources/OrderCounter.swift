import StoaKit

/// How many orders the store has made: the number of the last one.
package struct OrderCounter: Record, Equatable {
    package var id: Int64 = 0
    package var last: Int64 = 0

    /// What the first order is called.
    static let firstShown: Int64 = 1_001

    package init() {}
}

extension Context {
    /// The store's only counter.
    func orderCounter() throws(Failures) -> OrderCounter {
        guard let counter = try find(OrderCounter.self, limit: 1).first else { throw .notFound("Not found") }
        return counter
    }

    /// Notes that a number was given, in the transaction of its order: so there are no gaps.
    func note(_ number: Int64) throws(Failures) {
        try update(OrderCounter.self, try orderCounter().id) { $0.last = number }
    }
}
