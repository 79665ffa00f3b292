import Orders
import StoaKit

let dollars = Currency(code: "USD", exponent: 2)
let now = Timestamp(microseconds: 1_700_000_000_000_000)

/// An amount in a currency.
func money(_ text: String, _ currency: Currency = dollars) -> Money {
    Money(text, in: currency) ?? Money(minorUnits: .min)
}

/// A line of so many that cost this.
func line(_ price: String, quantity: Int64 = 1, _ currency: Currency = dollars) -> LineItem {
    var line = LineItem()
    (line.title, line.price, line.quantity) = ("Thing", money(price, currency), quantity)
    return line
}

func order(_ lines: [LineItem], _ change: (inout Order) -> Void = { _ in }) -> Order {
    var order = Order()
    order.lineItems = lines
    change(&order)
    return order
}

/// The order with its totals, and the issues that were found, as `field message`.
func reckoned(_ draft: Order, _ currency: Currency = dollars) -> (order: Order, issues: [String]) {
    var order = draft
    var failures = Failures()
    order.reckon(currency, &failures)
    return (order, failures.issues.map { "\($0.field) \($0.message)" })
}

/// The same random numbers every time.
struct Chance: RandomNumberGenerator {
    var state: UInt64

    /// Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func amount(_ most: Int64) -> Money { Money(minorUnits: Int64.random(in: 0...most, using: &self)) }
}
