import Inventory
import Testing

@Suite struct QuantitiesTests {
    @Test func `what is on hand is available, committed or reserved`() {
        #expect(Quantities(available: 5, committed: 2, reserved: 1).onHand == 8)
        #expect(Quantities(available: -3, committed: 2).onHand == -1)
    }

    struct Row {
        let now: Quantities
        let delta: Quantities
        var oversold = false
        let after: Quantities
    }

    static let possible = [
        Row(now: Quantities(available: 5), delta: Quantities(available: -5), after: Quantities()),
        Row(now: Quantities(), delta: Quantities(available: 7), after: Quantities(available: 7)),
        Row(
            now: Quantities(available: 5), delta: Quantities(available: -2, reserved: 2),
            after: Quantities(available: 3, reserved: 2)),
        Row(
            now: Quantities(available: 1), delta: Quantities(available: -4), oversold: true,
            after: Quantities(available: -3)),
        // Below zero already: it may rise, and what else there is may change.
        Row(now: Quantities(available: -5), delta: Quantities(available: 2), after: Quantities(available: -3)),
        Row(
            now: Quantities(available: -5, reserved: 2), delta: Quantities(committed: 2, reserved: -2),
            after: Quantities(available: -5, committed: 2)),
        Row(
            now: Quantities(available: Quantities.most - 1), delta: Quantities(available: 1),
            after: Quantities(available: Quantities.most)),
    ]

    @Test(arguments: possible) func `a change that is possible is made`(row: Row) throws {
        #expect(try row.now.changed(by: row.delta, oversold: row.oversold) == row.after)
    }

    @Test(arguments: possible) func `a change is undone by its opposite`(row: Row) {
        #expect(row.after + -row.delta == row.now)
    }

    static let refused: [(Quantities, Quantities, Quantities.Refusal)] = [
        (Quantities(available: 3), Quantities(available: -5), .short(-2)),
        (Quantities(), Quantities(available: -1), .short(-1)),
        (Quantities(available: -5), Quantities(available: -1), .short(-6)),
        (Quantities(available: 9, reserved: 1), Quantities(available: 2, reserved: -2), .notPromised),
        (Quantities(available: 9), Quantities(committed: -1), .notPromised),
        (Quantities(available: Quantities.most), Quantities(available: 1), .tooLarge),
        (Quantities(), Quantities(available: Quantities.most + 1), .tooLarge),
        (Quantities(), Quantities(available: .min), .tooLarge),
        (Quantities(), Quantities(reserved: .max), .tooLarge),
    ]

    @Test(arguments: refused)
    func `a change that is impossible is refused`(now: Quantities, delta: Quantities, refusal: Quantities.Refusal) {
        #expect(throws: refusal) { try now.changed(by: delta, oversold: false) }
    }

    @Test func `what may be oversold still has promises of at least zero`() {
        #expect(throws: Quantities.Refusal.notPromised) {
            try Quantities(available: 1).changed(by: Quantities(reserved: -1), oversold: true)
        }
    }

    @Test(arguments: [
        (5, 6, 5, true), (5, 9, 0, true), (5, 5, 4, false), (5, 4, 3, false), (5, 5, 6, false), (0, 1, 0, true),
        (0, 0, -1, false), (5, 3, 9, false), (5, 7, 6, false),
    ])
    func `stock gets low when it comes down to the threshold`(threshold: Int, before: Int, now: Int, isLow: Bool) {
        #expect(isCrossing(threshold, from: before, to: now) == isLow)
    }
}
