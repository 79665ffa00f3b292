import StoaKit

/// One thing to buy of a product: a combination of option values with a price and a stock.
package struct Variant: Record, Equatable {
    package var id: Int64 = 0
    package var title = ""
    package var option1: String?
    package var option2: String?
    package var option3: String?
    package var grams = 0
    package var weight = 0.0
    package var weightUnit = WeightUnit.kilogram
    package var inventoryQuantity = 0
    package var oldInventoryQuantity = 0
    package var imageID: Int64?

    /// Whether to sell what is not there.
    package enum InventoryPolicy: String, FieldValue, CaseIterable { case deny, `continue` }

    package init() {}

    /// The option values by axis; always as many as a product can have axes.
    package var optionValues: [String?] {
        get { [option1, option2, option3] }
        set { (option1, option2, option3) = (newValue[0], newValue[1], newValue[2]) }
    }
}

/// The unit in which a weight is given.
package enum WeightUnit: String, FieldValue, CaseIterable {
    case kilogram = "kg"
    case gram = "g"
    case pound = "lb"
    case ounce = "oz"

    /// Grams in one unit; pound and ounce by the international agreement of 1959.
    package var grams: Double {
        switch self {
        case .kilogram: 1000
        case .gram: 1
        case .pound: 453.592_37
        case .ounce: 28.349_523_125
        }
    }
}
