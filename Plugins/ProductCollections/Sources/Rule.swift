/// One condition of a smart collection, as clients write it.
package struct Rule: Equatable, Sendable {
    package let column: Column
    package let relation: Relation
    package let condition: String

    package init(_ column: Column, _ relation: Relation, _ condition: String) {
        self.column = column
        self.relation = relation
        self.condition = condition
    }
}

/// What a rule looks at: something of a product or of its variants.
package enum Column: String, CaseIterable, Sendable {
    case title
    case type
    case vendor
    case tag
    case variantTitle = "variant_title"
    case variantPrice = "variant_price"
    case variantCompareAtPrice = "variant_compare_at_price"
    case variantWeight = "variant_weight"
    case variantInventory = "variant_inventory"

    /// What its values are.
    package var kind: Kind {
        switch self {
        case .title, .type, .vendor, .tag, .variantTitle: .text
        case .variantPrice, .variantCompareAtPrice: .money
        case .variantWeight: .weight
        case .variantInventory: .whole
        }
    }

    package enum Kind: Sendable { case text, money, weight, whole }
}

/// How a value has to stand to the condition.
package enum Relation: String, CaseIterable, Sendable {
    case equals
    case notEquals = "not_equals"
    case greaterThan = "greater_than"
    case lessThan = "less_than"
    case startsWith = "starts_with"
    case endsWith = "ends_with"
    case contains
    case notContains = "not_contains"

    /// Means something for values of a kind.
    package func fits(_ kind: Column.Kind) -> Bool {
        switch self {
        case .equals, .notEquals: true
        case .greaterThan, .lessThan: kind != .text
        case .startsWith, .endsWith, .contains, .notContains: kind == .text
        }
    }
}
