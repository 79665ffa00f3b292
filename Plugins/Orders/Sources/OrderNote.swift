import StoaKit

/// What somebody has noted about an order; it is never changed.
package struct OrderNote: Record, Equatable {
    package var id: Int64 = 0
    package var orderID: Int64 = 0
    package var author = ""

    package init() {}
}

/// Says who has written a note.
@Sendable func prepareNote(_ note: inout OrderNote, _ change: Change<OrderNote>, _ context: Context) throws(Failures) {
    note.author = try context.store().actor
}
