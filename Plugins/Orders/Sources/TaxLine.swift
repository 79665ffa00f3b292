package import StoaKit

/// Where taxes are rounded, half up: on each line, or once for all lines that are taxed alike.
package enum TaxRounding: String, FieldValue, CaseIterable {
    case perLine = "per_line"
    case perOrder = "per_order"
}

/// A tax on something: what it is called, its rate, and what it comes to once that is known.
package struct TaxLine: Equatable, Sendable {
    package var title: String
    package var rate: Rate
    package var price: Money?

    package init(title: String, rate: Rate, price: Money? = nil) {
        (self.title, self.rate, self.price) = (title, rate, price)
    }

    /// Most taxes of one line.
    static let countMax = 20

    /// Reads `[{"title", "rate", "price"?}]`; what is wrong is told under `path`.
    static func read(
        _ json: JSON, _ path: String, _ currency: Currency, _ failures: inout Failures
    ) -> [TaxLine] {
        json.list(path, most: countMax, &failures) { (entry, path, failures) in
            guard let rate = entry["rate"].flatMap({ Rate($0) }) else {
                failures.add(path + "rate", "must be a number from 0 to 10, such as 0.0825")
                return nil
            }
            var price: Money?
            if let given = entry["price"], !given.isNull {
                guard let amount = Money(given, in: currency), (0...LineItem.priceMax).contains(amount.minorUnits)
                else {
                    failures.add(path + "price", "is not an amount in \(currency.code)")
                    return nil
                }
                price = amount
            }
            return TaxLine(title: String((entry["title"]?.string ?? "").prefix(255)), rate: rate, price: price)
        }
    }

    /// As clients see it.
    func json(_ currency: Currency) -> JSON {
        .object([
            ("title", .string(title)), ("rate", rate.json), ("price", (price ?? .zero).json(in: currency)),
        ])
    }

    func isSameTax(as other: TaxLine) -> Bool { title == other.title && rate == other.rate }
}

extension [TaxLine] {
    /// All taxes together, each once, in the sequence in which they come.
    package var united: [TaxLine] {
        reduce(into: []) { united, line in
            guard let place = united.firstIndex(where: line.isSameTax) else { return united.append(line) }
            united[place].price = Money(
                minorUnits: (united[place].price ?? .zero).minorUnits + (line.price ?? .zero).minorUnits)
        }
    }

    /// What they come to.
    package var total: Money { map { $0.price ?? .zero }.sum }

    func json(_ currency: Currency) -> JSON { .array(map { $0.json(currency) }) }
}
