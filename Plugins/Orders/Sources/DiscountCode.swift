package import StoaKit

/// A code with which an order got cheaper.
package struct DiscountCode: Equatable, Sendable {
    package let code: String
    package let value: Value

    /// What it takes off: an amount, a part, or an amount of the shipping.
    package enum Value: Equatable, Sendable {
        case fixed(Money)
        case percentage(Rate)
        case shipping(Money)
    }

    package init(_ code: String, _ value: Value) {
        (self.code, self.value) = (code, value)
    }

    /// Most codes of one order.
    static let countMax = 20

    /// Reads `[{"code", "amount", "type"}]`; what is wrong is told.
    static func read(_ json: JSON, _ currency: Currency, _ failures: inout Failures) -> [DiscountCode] {
        json.list("discount_codes", most: countMax, &failures) { (entry, path, failures) in
            DiscountCode(entry, path, currency, &failures)
        }
    }

    fileprivate init?(_ entry: JSON, _ path: String, _ currency: Currency, _ failures: inout Failures) {
        guard let code = entry["code"]?.string, (1...255).contains(code.unicodeScalars.count) else {
            failures.add(path + "code", "must be text of 1 to 255 characters")
            return nil
        }
        let given = entry["amount"] ?? .null
        let type = entry["type"]?.string ?? Self.fixedAmount
        guard [Self.fixedAmount, Self.percentage, Self.shipping].contains(type) else {
            failures.add(path + "type", "is not included in the list")
            return nil
        }
        if type == Self.percentage {
            guard let rate = Rate(percent: given.string ?? given.text), rate.billionths <= Rate.one else {
                failures.add(path + "amount", "must be a number from 0 to 100")
                return nil
            }
            self.init(code, .percentage(rate))
            return
        }
        guard let amount = Money(given, in: currency), amount >= .zero else {
            failures.add(path + "amount", "is not an amount in \(currency.code)")
            return nil
        }
        self.init(code, type == Self.shipping ? .shipping(amount) : .fixed(amount))
    }

    private static let fixedAmount = "fixed_amount"
    private static let percentage = "percentage"
    private static let shipping = "shipping"

    /// What it takes off each of what is left of lines, or of shipping if it is of that.
    func shares(_ lines: [Money], _ shipping: [Money]) -> [Money] {
        switch value {
        case .fixed(let amount): min(amount, lines.sum).split(over: lines)
        case .percentage(let rate): lines.sum.part(rate).split(over: lines)
        case .shipping(let amount): min(amount, shipping.sum).split(over: shipping)
        }
    }

    var isOfShipping: Bool {
        if case .shipping = value { return true }
        return false
    }

    /// As clients see it: with what it has taken off.
    func json(_ taken: Money, _ currency: Currency) -> JSON {
        let type =
            switch value {
            case .fixed: Self.fixedAmount
            case .percentage: Self.percentage
            case .shipping: Self.shipping
            }
        return .object([("code", .string(code)), ("amount", taken.json(in: currency)), ("type", .string(type))])
    }

    /// How it was applied, as clients see it.
    func application(_ currency: Currency) -> JSON {
        let (type, amount) =
            switch value {
            case .fixed(let amount), .shipping(let amount): (Self.fixedAmount, amount.text(in: currency))
            case .percentage(let rate): (Self.percentage, rate.percent)
            }
        return .object([
            ("target_type", .string(isOfShipping ? "shipping_line" : "line_item")), ("type", .string("discount_code")),
            ("value", .string(amount)), ("value_type", .string(type)), ("allocation_method", .string("across")),
            ("target_selection", .string("all")), ("code", .string(code)),
        ])
    }
}
