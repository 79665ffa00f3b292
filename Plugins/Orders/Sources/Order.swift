package import StoaKit

/// What somebody has bought, as rules see it.
///
/// What it was bought for does not change once it is made: lines, discounts, taxes and the totals of these.
package struct Order: Record, Equatable {
    package var id: Int64 = 0
    package var number: Int64 = 0
    package var orderNumber: Int64 = 0
    package var name = ""
    package var status = Status.pending
    package var financialStatus = FinancialStatus.pending
    package var fulfillmentStatus: FulfillmentStatus?
    package var customerID: Int64?
    /// What is shown of the customer.
    package var customer: JSON?
    package var email: String?
    package var phone: String?
    package var note: String?
    package var noteAttributes = JSON("[]")
    package var currency = ""
    package var sourceName: String?
    /// The checkout that it was made of, which makes one order and no more.
    package var checkoutID: Int64?
    package var checkoutToken: String?
    package var cartToken: String?
    package var processedAt: Timestamp?
    package var closedAt: Timestamp?
    package var cancelledAt: Timestamp?
    package var cancelReason: CancelReason?
    package var billingAddress: JSON?
    package var shippingAddress: JSON?
    package var trackingURL: String?
    package var lineItems: [LineItem] = []
    package var shippingLines: [ShippingLine] = []
    package var discountCodes = JSON("[]")
    package var discountApplications = JSON("[]")
    package var taxLines = JSON("[]")
    package var taxesIncluded = false
    package var taxRounding = TaxRounding.perLine
    package var totals = Totals()
    package var sets = Sets()
    /// When it was paid for the first time, which is told once.
    package var paidAt: Timestamp?
    /// Where lists show it.
    package var listedAs = Listing.open
    package var shipment = Shipment.unshipped
    /// Whether stock is held for it.
    package var holdsStock = false
    /// Input only: what its making does to stock.
    package var inventoryBehaviour: InventoryBehaviour?

    package init() {}

    /// Which of the three lists of clients it is in.
    package enum Listing: String, FieldValue, CaseIterable { case open, closed, cancelled }

    /// How much of it has left, with a word for nothing.
    package enum Shipment: String, FieldValue, CaseIterable { case unshipped, partial, shipped }

    /// Why it was cancelled.
    package enum CancelReason: String, FieldValue, CaseIterable { case customer, inventory, fraud, declined, other }

    /// What making an order does to stock.
    package enum InventoryBehaviour: String, FieldValue, CaseIterable {
        case obeyPolicy = "decrement_obeying_policy"
        case ignorePolicy = "decrement_ignoring_policy"
        case bypass
    }

    /// What its totals come to.
    package struct Totals: Equatable, Sendable {
        package var lineItems = Money.zero
        package var discounts = Money.zero
        package var subtotal = Money.zero
        package var shipping = Money.zero
        package var tax = Money.zero
        package var price = Money.zero
        package var weight: Int64 = 0

        package init() {}
    }

    /// The totals once more, each with its currency, as clients for stores of several currencies read them.
    package struct Sets: Equatable, Sendable {
        package var lineItems: JSON?
        package var discounts: JSON?
        package var subtotal: JSON?
        package var shipping: JSON?
        package var tax: JSON?
        package var price: JSON?

        package init() {}
    }
}

/// One thing that was bought, as it was then.
package struct LineItem: Record, Equatable {
    package var id: Int64 = 0
    package var variantID: Int64?
    package var productID: Int64?
    package var title: String?
    package var variantTitle: String?
    package var name = ""
    package var sku: String?
    package var vendor: String?
    package var quantity: Int64 = 1
    /// Of one; nil until it is known.
    package var price: Money?
    package var grams: Int64?
    package var taxable: Bool?
    package var requiresShipping: Bool?
    package var properties = JSON("[]")
    package var taxLines = JSON("[]")
    package var discountAllocations = JSON("[]")
    package var totalDiscount = Money.zero
    package var priceSet: JSON?
    package var totalDiscountSet: JSON?

    package init() {}

    /// What all of them cost before any discount.
    package var gross: Money { Money(minorUnits: (price ?? .zero).minorUnits * quantity) }

    /// Bounds by which no product of them, nor the sum of all lines, is more than Int64 holds.
    package static let quantityMax: Int64 = 1_000_000
    package static let priceMax: Int64 = 10_000_000_000
    package static let gramsMax: Int64 = 1_000_000_000
    package static let countMax = 250
}

/// One way in which it is sent.
package struct ShippingLine: Record, Equatable {
    package var id: Int64 = 0
    package var title: String?
    package var code: String?
    package var source: String?
    package var price = Money.zero
    package var discountedPrice = Money.zero
    package var taxLines = JSON("[]")
    package var discountAllocations = JSON("[]")
    package var priceSet: JSON?
    package var discountedPriceSet: JSON?

    package init() {}
}
