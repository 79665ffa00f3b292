package import StoaKit

/// By how much a purchase gets cheaper, for whom and when.
package struct PriceRule: Record, Equatable {
    package var id: Int64 = 0
    package var title = ""
    package var valueType: ValueType?
    /// A decimal number that is not above zero.
    package var value = ""
    package var customerSelection: CustomerSelection?
    package var targetType: TargetType?
    package var targetSelection: TargetSelection?
    package var allocationMethod: AllocationMethod?
    package var allocationLimit: Int64?
    package var isOncePerCustomer = false
    package var usageLimit: Int64?
    package var startsAt: Timestamp?
    package var endsAt: Timestamp?
    package var entitled = Entitled()
    package var prerequisite = Prerequisite()
    package var subtotalRange: JSON?
    package var quantityRange: JSON?
    package var shippingPriceRange: JSON?
    package var quantityRatio = JSON(#"{"prerequisite_quantity":null,"entitled_quantity":null}"#)
    package var purchase = JSON(#"{"prerequisite_amount":null}"#)
    package var timesUsed: Int64 = 0

    package enum ValueType: String, FieldValue, CaseIterable {
        case percentage
        case fixedAmount = "fixed_amount"
    }

    package enum CustomerSelection: String, FieldValue, CaseIterable {
        case all
        /// Those whom the rule names.
        case prerequisite
    }

    package enum TargetType: String, FieldValue, CaseIterable {
        case lineItem = "line_item"
        case shippingLine = "shipping_line"
    }

    package enum TargetSelection: String, FieldValue, CaseIterable { case all, entitled }

    package enum AllocationMethod: String, FieldValue, CaseIterable { case each, across }

    /// Lists of ids of what gets cheaper.
    package struct Entitled: Equatable, Sendable {
        package var products = JSON("[]")
        package var variants = JSON("[]")
        package var collections = JSON("[]")
        package var countries = JSON("[]")
    }

    /// Lists of ids of what has to be bought, or of who has to buy.
    package struct Prerequisite: Equatable, Sendable {
        package var products = JSON("[]")
        package var variants = JSON("[]")
        package var collections = JSON("[]")
        package var segments = JSON("[]")
        package var customers = JSON("[]")
    }

    package init() {}
}
