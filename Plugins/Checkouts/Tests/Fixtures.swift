import Checkouts
import StoaKit

let now = Timestamp(microseconds: 1_700_000_000_000_000)

/// A line of so many of a variant, with one property if it says something.
func line(_ variant: Int64?, _ quantity: Int64 = 1, engraved: String? = nil, id: Int64 = 0) -> CartLine {
    var line = CartLine()
    line.id = id
    (line.goods.variantID, line.goods.quantity) = (variant, quantity)
    if let engraved { line.goods.properties = JSON(#"[{"name":"Engraving","value":"\#(engraved)"}]"#) }
    return line
}

func cart(_ lines: [CartLine], _ change: (inout Cart) -> Void = { _ in }) -> Cart {
    var cart = Cart()
    cart.lineItems = lines
    change(&cart)
    return cart
}

/// Variants with their quantities, in the sequence of the lines.
func quantities(_ cart: Cart) -> [[Int64]] {
    cart.lineItems.map { [$0.goods.variantID ?? 0, $0.goods.quantity] }
}

/// What is in a cart, whatever its sequence.
func contents(_ cart: Cart) -> [Goods.Key: Int64] {
    Dictionary(
        cart.lineItems.compactMap { line in line.goods.key.map { ($0, line.goods.quantity) } },
        uniquingKeysWith: +)
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

    /// A cart of few variants, engraved or not, so that many lines of two are alike.
    mutating func someCart() -> Cart {
        var lines: [CartLine] = []
        for _ in 0..<Int.random(in: 0...6, using: &self) {
            let engraved = Bool.random(using: &self) ? nil : "A"
            lines.append(
                line(Int64.random(in: 1...4, using: &self), Int64.random(in: 1...9, using: &self), engraved: engraved))
        }
        var failures = Failures()
        return cart(lines.joined(sent: lines.indices, &failures).map(\.line))
    }
}
