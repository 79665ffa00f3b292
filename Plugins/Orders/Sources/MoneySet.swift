import StoaKit

extension Money {
    /// The amount in the store's currency and in that of the customer, which is the same.
    func set(in currency: Currency) -> JSON {
        let amount = JSON.object([("amount", json(in: currency)), ("currency_code", .string(currency.code))])
        return .object([("shop_money", amount), ("presentment_money", amount)])
    }
}

extension Order {
    /// Shows every amount with its currency too.
    mutating func fillSets(_ currency: Currency) {
        sets.lineItems = totals.lineItems.set(in: currency)
        sets.discounts = totals.discounts.set(in: currency)
        sets.subtotal = totals.subtotal.set(in: currency)
        sets.shipping = totals.shipping.set(in: currency)
        sets.tax = totals.tax.set(in: currency)
        sets.price = totals.price.set(in: currency)
        for place in lineItems.indices {
            lineItems[place].priceSet = lineItems[place].price?.set(in: currency)
            lineItems[place].totalDiscountSet = lineItems[place].totalDiscount.set(in: currency)
        }
        for place in shippingLines.indices {
            shippingLines[place].priceSet = shippingLines[place].price.set(in: currency)
            shippingLines[place].discountedPriceSet = shippingLines[place].discountedPrice.set(in: currency)
        }
    }
}
