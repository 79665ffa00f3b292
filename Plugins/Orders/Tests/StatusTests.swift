import Orders
import StoaKit
import Testing

private func advanced(_ before: Order?, _ change: (inout Order) -> Void) -> (order: Order, issues: [String]) {
    var order = before ?? Order()
    change(&order)
    var failures = Failures()
    order.advance(from: before, at: now, &failures)
    return (order, failures.issues.map { "\($0.field) \($0.message)" })
}

private func at(_ status: Order.Status, _ change: (inout Order) -> Void = { _ in }) -> Order {
    order([]) {
        $0.status = status
        change(&$0)
    }
}

@Suite struct StatusTests {
    /// T-09: 5 steps forward and 3 cancellations, 7 that stay as they are, 34 that are refused.
    private static let legal: Set<String> = [
        "pending confirmed", "confirmed processing", "processing shipped", "shipped delivered", "delivered completed",
        "pending cancelled", "confirmed cancelled", "processing cancelled",
    ]

    @Test(arguments: Order.Status.allCases, Order.Status.allCases)
    func `each step is possible or refused, naming those that are`(from: Order.Status, to: Order.Status) {
        let issues = advanced(at(from)) { $0.status = to }.issues
        guard from != to, !Self.legal.contains("\(from) \(to)") else { return #expect(issues == []) }
        let possible = Self.legal.filter { $0.hasPrefix("\(from) ") }.map { String($0.dropFirst("\(from) ".count)) }
        #expect(issues.count == 1)
        #expect(possible.allSatisfy { issues[0].contains($0) })
        #expect(
            issues[0].hasPrefix(
                possible.isEmpty ? "status can't change any more" : "status can't go from \(from) to \(to)"))
    }

    @Test func `there are as many of each kind as there should be`() {
        let pairs = Order.Status.allCases.flatMap { from in Order.Status.allCases.map { (from, $0) } }
        let refused = pairs.filter { from, to in !advanced(at(from)) { $0.status = to }.issues.isEmpty }
        #expect(pairs.count == 49 && refused.count == 34)
    }

    @Test(arguments: Order.Status.allCases)
    func `an order begins before anything has left`(status: Order.Status) {
        let isPossible = [.pending, .confirmed, .processing].contains(status)
        let issues = advanced(nil) { $0.status = status }.issues
        #expect(issues == (isPossible ? [] : ["status must be one of pending, confirmed, processing at first"]))
    }

    @Test func `cancelling notes when and why, and lets go of stock`() {
        let order = advanced(at(.processing) { $0.holdsStock = true }) { $0.status = .cancelled }.order
        #expect(order.cancelledAt == now && order.cancelReason == .other && !order.holdsStock)
        #expect(order.listedAs == .cancelled && order.fulfillmentStatus == nil)
        let again = advanced(
            at(.cancelled) { ($0.cancelledAt, $0.cancelReason) = (Timestamp(microseconds: 5), .fraud) }
        ) {
            _ in
        }
        #expect(again.order.cancelledAt == Timestamp(microseconds: 5) && again.order.cancelReason == .fraud)
    }

    @Test(arguments: Order.Status.allCases)
    func `what has left is fulfilled`(status: Order.Status) {
        let order = advanced(at(status) { $0.holdsStock = true }) { _ in }.order
        let hasLeft = [.shipped, .delivered, .completed].contains(status)
        #expect(order.fulfillmentStatus == (hasLeft ? .fulfilled : nil))
        #expect(order.shipment == (hasLeft ? .shipped : .unshipped))
        #expect(order.holdsStock == (!hasLeft && status != .cancelled))
    }

    @Test func `closing is beside the status`() {
        let closed = advanced(at(.shipped)) { $0.closedAt = now }.order
        #expect(closed.listedAs == .closed && closed.status == .shipped)
        #expect(advanced(closed) { $0.closedAt = nil }.order.listedAs == .open)
    }

    /// T-10: paid, partly paid back and paid once more is paid for the first time once.
    @Test func `the first payment is noted once`() {
        var order = advanced(at(.pending)) { $0.financialStatus = .paid }.order
        #expect(order.paidAt == now)
        order.paidAt = Timestamp(microseconds: 5)
        order = advanced(order) { $0.financialStatus = .partiallyRefunded }.order
        order = advanced(order) { $0.financialStatus = .paid }.order
        #expect(order.paidAt == Timestamp(microseconds: 5))
    }

    @Test(
        arguments: [
            (
                .pending, .refunded,
                "can't go from pending to refunded, only to authorized, partially_paid, paid, voided"
            ),
            (.paid, .pending, "can't go from paid to pending, only to partially_refunded, refunded"),
            (.voided, .paid, "can't change any more: it is voided"),
        ] as [(Order.FinancialStatus, Order.FinancialStatus, String)])
    func `payment does not go back`(from: Order.FinancialStatus, to: Order.FinancialStatus, message: String) {
        let before = order([]) { $0.financialStatus = from }
        #expect(advanced(before) { $0.financialStatus = to }.issues == ["financial_status \(message)"])
    }

    @Test func `an order begins without anything paid back`() {
        #expect(
            advanced(nil) { $0.financialStatus = .refunded }.issues == [
                "financial_status must be one of pending, authorized, partially_paid, paid at first"
            ])
    }
}
