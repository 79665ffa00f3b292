import StoaKit

/// The last position that was given to a picked product in a collection, whose id it has.
package struct PositionCounter: Record, Equatable {
    package var id: Int64 = 0
    package var collectionID: Int64 = 0
    package var last = 0

    package init() {}

    /// The last position that was given, or 0.
    static func last(in collection: Int64, _ context: Context) throws(Failures) -> Int {
        try context.fetch(PositionCounter.self, collection)?.last ?? 0
    }

    /// Notes that a position was given.
    static func give(_ position: Int, in collection: Int64, _ context: Context) throws(Failures) {
        guard try context.fetch(PositionCounter.self, collection) == nil else {
            return try context.update(PositionCounter.self, collection) { (counter) throws(Failures) in
                counter.last = max(counter.last, position)
            }
        }
        var counter = PositionCounter()
        counter.collectionID = collection
        counter.last = position
        try context.create(counter, companionOf: collection)
    }
}
