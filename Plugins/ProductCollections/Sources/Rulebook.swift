package import StoaKit

/// The rules of all smart collections of a store, in one record.
///
/// What a product's write has to know is read at once, however many collections there are.
package struct Rulebook: Record, Equatable {
    package var id: Int64 = 0
    package var entries = JSON("[]")

    package init() {}
}

/// The rules of one smart collection, made ready.
package struct RulebookEntry: Sendable {
    package let collectionID: Int64
    /// In their one form.
    let rules: JSON
    let isDisjunctive: Bool
    /// Goes up with every change of the rules, so that what was begun under old ones is known.
    package let round: Int
    /// Whether products that were there when the rules changed may still be missing or in it wrongly.
    package var isPending = false
    private let ruleSet: RuleSet?

    /// Makes rules ready that were checked when the collection was stored.
    package init(
        _ collectionID: Int64, _ rules: JSON, isDisjunctive: Bool, round: Int, isPending: Bool = false,
        _ currency: Currency
    ) {
        self.collectionID = collectionID
        self.rules = rules
        self.isDisjunctive = isDisjunctive
        self.round = round
        self.isPending = isPending
        var failures = Failures()
        ruleSet = RuleSet(readRules(rules, currency, &failures), isDisjunctive: isDisjunctive, currency)
    }

    /// Whether a product belongs to the collection.
    package func accepts(_ product: ComparedProduct) -> Bool {
        ruleSet?.accepts(product) ?? false
    }
}

extension RulebookEntry {
    package init?(_ json: JSON, _ currency: Currency) {
        let members = Dictionary((json.members ?? []).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        guard let id = members["collection_id"]?.integer, let rules = members["rules"] else { return nil }
        self.init(
            id, rules, isDisjunctive: members["disjunctive"]?.bool ?? false,
            round: members["round"]?.integer.flatMap { Int(exactly: $0) } ?? 0,
            isPending: members["pending"]?.bool ?? false, currency)
    }

    package var json: JSON {
        .object([
            ("collection_id", JSON(String(collectionID))), ("disjunctive", JSON(String(isDisjunctive))),
            ("round", JSON(String(round))), ("pending", JSON(String(isPending))), ("rules", rules),
        ])
    }
}
