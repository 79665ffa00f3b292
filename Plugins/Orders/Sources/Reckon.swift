package import StoaKit

extension Order {
    /// More than any order comes to, and little enough for exact taxes on it.
    private static let totalMax = Money(minorUnits: 10_000_000_000_000)

    /// Works out discounts, taxes and totals from lines that have their prices.
    ///
    /// Everything is in minor units. Shares of discounts and taxes are kept with the lines, so that nobody has to work them
    /// out again: a refund takes them from there.
    ///
    /// What is beyond the bounds of its field is left for the kernel to refuse.
    package mutating func reckon(_ currency: Currency, _ failures: inout Failures) {
        guard isWithinBounds else { return }
        let lines = lineItems.map(\.gross)
        let shipping = shippingLines.map(\.price)
        totals.lineItems = lines.sum
        totals.weight = lineItems.reduce(0) { $0 + ($1.grams ?? 0) * $1.quantity }
        guard totals.lineItems <= Self.totalMax else {
            return failures.add("line_items", "come to more than \(Self.totalMax.text(in: currency))")
        }
        let codes = DiscountCode.read(discountCodes, currency, &failures)
        let discounted = discount(codes, lines, shipping, currency)
        totals.subtotal = discounted.lines.sum
        totals.shipping = discounted.shipping.sum
        totals.discounts = Money(
            minorUnits: totals.lineItems.minorUnits + shipping.sum.minorUnits - totals.subtotal.minorUnits
                - totals.shipping.minorUnits)
        tax(discounted.lines, discounted.shipping, currency, &failures)
        let added = taxesIncluded ? 0 : totals.tax.minorUnits
        totals.price = Money(minorUnits: totals.subtotal.minorUnits + totals.shipping.minorUnits + added)
        fillSets(currency)
    }

    private var isWithinBounds: Bool {
        let prices = lineItems.map { $0.price ?? .zero } + shippingLines.map(\.price)
        return prices.allSatisfy { (0...LineItem.priceMax).contains($0.minorUnits) }
            && lineItems.allSatisfy {
                (1...LineItem.quantityMax).contains($0.quantity) && (0...LineItem.gramsMax).contains($0.grams ?? 0)
            }
    }

    /// Takes off what the codes say, one after the other, and notes with each line what was taken off it.
    private mutating func discount(
        _ codes: [DiscountCode], _ lines: [Money], _ shipping: [Money], _ currency: Currency
    ) -> (lines: [Money], shipping: [Money]) {
        var (lines, shipping) = (lines, shipping)
        var allocations = lines.map { _ in [JSON]() }
        var shippingAllocations = shipping.map { _ in [JSON]() }
        var shown: [JSON] = []
        for (index, code) in codes.enumerated() {
            let shares = code.shares(lines, shipping)
            let notes = shares.map { share in
                JSON.object([("amount", share.json(in: currency)), ("discount_application_index", JSON(String(index)))])
            }
            for (place, share) in shares.enumerated() where share > .zero {
                if code.isOfShipping {
                    shipping[place].minorUnits -= share.minorUnits
                    shippingAllocations[place].append(notes[place])
                } else {
                    lines[place].minorUnits -= share.minorUnits
                    allocations[place].append(notes[place])
                }
            }
            shown.append(code.json(shares.sum, currency))
        }
        for place in lineItems.indices {
            lineItems[place].discountAllocations = .array(allocations[place])
            lineItems[place].totalDiscount = Money(
                minorUnits: lineItems[place].gross.minorUnits - lines[place].minorUnits)
        }
        for place in shippingLines.indices {
            shippingLines[place].discountAllocations = .array(shippingAllocations[place])
            shippingLines[place].discountedPrice = shipping[place]
        }
        discountCodes = .array(shown)
        discountApplications = .array(codes.map { $0.application(currency) })
        return (lines, shipping)
    }

    /// Works out the taxes on what is left after discounts.
    private mutating func tax(
        _ lines: [Money], _ shipping: [Money], _ currency: Currency, _ failures: inout Failures
    ) {
        var taxed = lineItems.indices.map { place in
            let path = "line_items[\(place)].tax_lines"
            return Taxed(lines[place], TaxLine.read(lineItems[place].taxLines, path, currency, &failures))
        }
        let ofOrder = TaxLine.read(taxLines, "tax_lines", currency, &failures)
        let open = taxed.indices.filter { lineItems[$0].taxable != false && taxed[$0].lines.isEmpty }
        if ofOrder.contains(where: { ($0.price ?? .zero) > .zero }), open.allSatisfy({ taxed[$0].amount == .zero }) {
            failures.add("tax_lines", "have a price, but there is nothing that they could be on")
        }
        taxed.add(ofOrder, to: open)
        taxed += shippingLines.indices.map { place in
            let path = "shipping_lines[\(place)].tax_lines"
            return Taxed(shipping[place], TaxLine.read(shippingLines[place].taxLines, path, currency, &failures))
        }
        taxed.settle(taxRounding, included: taxesIncluded)
        for place in lineItems.indices { lineItems[place].taxLines = taxed[place].lines.json(currency) }
        for place in shippingLines.indices {
            shippingLines[place].taxLines = taxed[lineItems.count + place].lines.json(currency)
        }
        let united = taxed.flatMap(\.lines).united
        taxLines = united.json(currency)
        totals.tax = united.total
    }
}
