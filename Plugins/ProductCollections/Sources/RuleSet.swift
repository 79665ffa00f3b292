package import StoaKit

/// The rules of one smart collection, made ready to be asked about many products.
package struct RuleSet: Sendable {
    private let isDisjunctive: Bool
    private let tests: [RuleTest]

    /// Nil if a condition is not what its column takes.
    package init?(_ rules: [Rule], isDisjunctive: Bool, _ currency: Currency) {
        self.isDisjunctive = isDisjunctive
        tests = rules.compactMap { RuleTest($0, currency) }
        guard tests.count == rules.count else { return nil }
    }

    /// Whether a product meets the rules: all of them, or one if they are disjunctive.
    package func accepts(_ product: ComparedProduct) -> Bool {
        isDisjunctive ? tests.contains { $0.accepts(product) } : tests.allSatisfy { $0.accepts(product) }
    }
}

/// One rule with its condition read.
private struct RuleTest: Sendable {
    private let column: Column
    private let relation: Relation
    private let operand: Operand

    private enum Operand: Sendable {
        case text([UInt8])
        /// Minor units, or pieces.
        case units(Int64)
        case weight(Double)
    }

    init?(_ rule: Rule, _ currency: Currency) {
        let operand: Operand? =
            switch rule.column.kind {
            case .text: .text(folded(rule.condition))
            case .money: Money(rule.condition, in: currency).map { .units($0.minorUnits) }
            case .whole: Int64(rule.condition).map(Operand.units)
            case .weight: rule.condition.isDecimalNumber ? Double(rule.condition).map(Operand.weight) : nil
            }
        guard let operand else { return nil }
        (column, relation, self.operand) = (rule.column, rule.relation, operand)
    }

    /// A variant's column counts if it is so for one of the variants.
    func accepts(_ product: ComparedProduct) -> Bool {
        switch column {
        case .title: holds(for: product.title)
        case .type: holds(for: product.type)
        case .vendor: holds(for: product.vendor)
        // Tags are a set: that it does not have one says something about all of them.
        case .tag where relation == .notEquals || relation == .notContains: product.tags.allSatisfy(holds)
        case .tag: product.tags.contains(where: holds)
        case .variantTitle: product.variants.contains { holds(for: $0.title) }
        case .variantPrice: product.variants.contains { holds(for: $0.price) }
        // What has no price to compare with meets no condition on it.
        case .variantCompareAtPrice: product.variants.contains { $0.compareAtPrice.map(holds) ?? false }
        case .variantWeight: product.variants.contains { holds(for: $0.weight) }
        case .variantInventory: product.variants.contains { holds(for: $0.inventory) }
        }
    }

    private func holds(for text: [UInt8]) -> Bool {
        guard case .text(let condition) = operand else { return false }
        return switch relation {
        case .equals: text == condition
        case .notEquals: text != condition
        case .startsWith: text.starts(with: condition)
        case .endsWith: text.suffix(condition.count).elementsEqual(condition)
        case .contains: text.contains(condition)
        case .notContains: !text.contains(condition)
        case .greaterThan, .lessThan: false
        }
    }

    private func holds(for units: Int64) -> Bool {
        guard case .units(let condition) = operand else { return false }
        return compare(units, condition)
    }

    private func holds(for weight: Double) -> Bool {
        guard case .weight(let condition) = operand else { return false }
        return compare(weight, condition)
    }

    private func compare<Value: Comparable>(_ value: Value, _ condition: Value) -> Bool {
        switch relation {
        case .equals: value == condition
        case .notEquals: value != condition
        case .greaterThan: value > condition
        case .lessThan: value < condition
        case .startsWith, .endsWith, .contains, .notContains: false
        }
    }
}
