package import StoaKit

/// What one line of a cart or checkout is about.
package struct Goods: Equatable, Sendable {
    package var variantID: Int64?
    package var productID: Int64?
    package var title = ""
    package var variantTitle: String?
    package var sku = ""
    package var vendor = ""
    package var quantity: Int64 = 1
    /// Of one.
    package var price = Money.zero
    /// Of all of them.
    package var linePrice = Money.zero
    package var grams: Int64 = 0
    package var taxable = true
    package var requiresShipping = true
    package var properties = JSON("[]")
    /// Whether it can be bought now.
    package var isAvailable = true

    package init() {}

    /// Bounds by which no sum of lines is more than Int64 holds: those of an order's lines.
    package static let quantityMax: Int64 = 1_000_000
    package static let priceMax: Int64 = 10_000_000_000
    package static let linesMax = 250

    /// What makes two lines one: the variant, and what the buyer said of it in whatever sequence.
    package struct Key: Hashable, Sendable {
        package let variantID: Int64
        package let properties: Set<String>

        package init(variantID: Int64, properties: Set<String> = []) {
            (self.variantID, self.properties) = (variantID, properties)
        }
    }

    /// Nil while there is no variant.
    package var key: Key? {
        variantID.map { Key(variantID: $0, properties: Set((properties.elements ?? []).map(\.text))) }
    }

    /// Gives it its price; what costs more than an order can hold cannot be bought.
    package mutating func cost(_ price: Money) {
        self.price = price
        isAvailable = isAvailable && price.minorUnits <= Self.priceMax
        linePrice = Money(minorUnits: min(price.minorUnits, Self.priceMax) * countable)
    }

    /// The quantity as far as it is one: what is beyond its bounds is left for the kernel to refuse.
    fileprivate var countable: Int64 { min(max(quantity, 0), Self.quantityMax) }
}

/// A line of a cart or of a checkout.
package protocol GoodsLine: Record, Equatable {
    var goods: Goods { get set }
}

extension Array where Element: GoodsLine {
    /// One line for each variant with each set of properties, in the sequence of the first ones; with each the last place
    /// of those that it was made of.
    ///
    /// Quantities of equal lines add up, and none of it is no line. Too many are refused at the place at which they become
    /// so, among the lines that a client has `sent`.
    package func joined(sent: Range<Int>, _ failures: inout Failures) -> [(line: Element, place: Int)] {
        var lines: [(line: Element, place: Int)] = []
        var places: [Goods.Key: Int] = [:]
        for (place, line) in enumerated() {
            // One of nothing is for the kernel to refuse.
            guard let key = line.goods.key, let known = places[key] else {
                if let key = line.goods.key { places[key] = lines.count }
                lines.append((line, place))
                continue
            }
            lines[known].place = place
            lines[known].line.goods.quantity += Swift.min(line.goods.quantity, Goods.quantityMax)
            guard lines[known].line.goods.quantity > Goods.quantityMax else { continue }
            lines[known].line.goods.quantity = Goods.quantityMax
            guard sent.contains(place) else { continue }
            failures.add(
                "line_items[\(place - sent.lowerBound)].quantity", "comes to more than \(Goods.quantityMax) of this")
        }
        return lines.filter { $0.line.goods.quantity != 0 }
    }

    /// Brings what a buyer has just said of lines into its form.
    mutating func settleProperties(_ failures: inout Failures) {
        for place in indices {
            self[place].goods.properties = NameValue.settled(
                self[place].goods.properties, "line_items[\(place)].properties", &failures)
        }
    }
}

/// What lines come to.
package struct Totals: Equatable, Sendable {
    /// How many things there are.
    package var items: Int64 = 0
    package var price = Money.zero
    package var weight: Int64 = 0
    package var requiresShipping = false

    package init() {}

    /// What cannot be bought costs nothing.
    package init(of lines: [some GoodsLine]) {
        for goods in lines.map(\.goods) where goods.isAvailable {
            items += goods.countable
            price.minorUnits += goods.linePrice.minorUnits
            weight += goods.grams * goods.countable
            requiresShipping = requiresShipping || goods.requiresShipping
        }
    }
}
