import Orders
import StoaKit
import Testing

private let yen = Currency(code: "JPY", exponent: 0)
private let dinars = Currency(code: "KWD", exponent: 3)

@Suite struct SplitTests {
    @Test(
        arguments: [
            ("10.00", ["100", "100", "100"], ["3.34", "3.33", "3.33"], dollars),
            ("10.00", ["100", "15.99", "100"], ["4.63", "0.74", "4.63"], dollars),
            ("2.00", ["5", "5", "5"], ["0.67", "0.67", "0.66"], dollars),
            ("100", ["1", "1", "1"], ["34", "33", "33"], yen),
            ("1.000", ["1", "1", "1"], ["0.334", "0.333", "0.333"], dinars),
            ("5.00", ["0", "10", "0"], ["0.00", "5.00", "0.00"], dollars),
            ("5.00", ["0", "0"], ["0.00", "0.00"], dollars), ("5.00", [], [], dollars),
        ] as [(String, [String], [String], Currency)])
    func `what is left goes to the largest remainders, the earlier first`(
        amount: String, weights: [String], shares: [String], currency: Currency
    ) {
        let split = money(amount, currency).split(over: weights.map { money($0, currency) })
        #expect(split.map { $0.text(in: currency) } == shares)
    }

    @Test func `shares come to the amount, none is more than its weight, and weightless ones change nothing`() {
        var chance = Chance(state: 1)
        for _ in 0..<5_000 {
            let weights = (0..<Int.random(in: 1...12, using: &chance)).map { _ in
                Bool.random(using: &chance) ? chance.amount(5) : chance.amount(1_000_000)
            }
            guard weights.sum > .zero else { continue }
            let amount = chance.amount(weights.sum.minorUnits)
            let shares = amount.split(over: weights)
            #expect(shares.sum == amount)
            #expect(zip(shares, weights).allSatisfy { $0 >= .zero && $0 <= $1 })
            let mixed = weights.flatMap { [.zero, $0] }
            #expect(amount.split(over: mixed).enumerated().filter { $0.offset % 2 == 1 }.map(\.element) == shares)
        }
    }
}
