import ProductCollections
import StoaKit
import Testing

@Suite struct RuleTests {
    static let textRelations: Set<Relation> = [.equals, .notEquals, .startsWith, .endsWith, .contains, .notContains]
    static let numberRelations: Set<Relation> = [.equals, .notEquals, .greaterThan, .lessThan]

    @Test(arguments: Column.allCases, Relation.allCases)
    func `a relation goes with columns whose values it can compare`(column: Column, relation: Relation) {
        let isText: Bool =
            switch column {
            case .title, .type, .vendor, .tag, .variantTitle: true
            case .variantPrice, .variantCompareAtPrice, .variantWeight, .variantInventory: false
            }
        #expect(
            relation.fits(column.kind) == (isText ? Self.textRelations : Self.numberRelations).contains(relation))
    }

    /// For each relation a condition that "Red Mug" meets and one that it does not.
    static let texts: [(Relation, met: String, missed: String)] = [
        (.equals, "red mug", "red"), (.notEquals, "red", "RED MUG"), (.startsWith, "Red", "mug"),
        (.endsWith, "MUG", "red"), (.contains, "d m", "blue"), (.notContains, "blue", "UG"),
    ]

    @Test(arguments: [Column.title, .type, .vendor, .variantTitle], texts)
    func `texts are compared whatever the case`(
        column: Column, texts: (relation: Relation, met: String, missed: String)
    ) {
        let red = product(
            column == .title ? "Red Mug" : "", type: column == .type ? "Red Mug" : "",
            vendor: column == .vendor ? "Red Mug" : "",
            variants: [variant(column == .variantTitle ? "Red Mug" : "")])
        #expect(meets(Rule(column, texts.relation, texts.met), red) == true)
        #expect(meets(Rule(column, texts.relation, texts.missed), red) == false)
    }

    @Test(arguments: [
        ("É", "é"), ("ÅSA", "åsa"), ("ЖУК", "жук"), ("mug", "MUG"),
    ])
    func `case is folded beyond ASCII`(value: String, condition: String) {
        #expect(meets(Rule(.vendor, .equals, condition), product(vendor: value)) == true)
    }

    @Test(arguments: [
        (Relation.equals, "sale", true), (.equals, "SALE", true), (.equals, "summer", false),
        (.equals, "summer wear", true), (.notEquals, "sale", false), (.notEquals, "summer", true),
        (.startsWith, "summer", true), (.endsWith, "wear", true), (.contains, "mer", true), (.contains, "e, s", false),
        (.notContains, "ale", false), (.notContains, "winter", true),
    ])
    func `a tag is one label of the set`(relation: Relation, condition: String, expected: Bool) {
        #expect(meets(Rule(.tag, relation, condition), product(tags: "Sale, Summer Wear")) == expected)
    }

    @Test(arguments: [(Relation.equals, false), (.notEquals, true), (.contains, false), (.notContains, true)])
    func `what has no tags lacks every one`(relation: Relation, expected: Bool) {
        #expect(meets(Rule(.tag, relation, "sale"), product()) == expected)
    }

    /// Relations to the condition 10 by a value below, at and above it.
    static let numbers: [(Relation, below: Bool, at: Bool, above: Bool)] = [
        (.equals, false, true, false), (.notEquals, true, false, true), (.greaterThan, false, false, true),
        (.lessThan, true, false, false),
    ]

    @Test(arguments: numbers)
    func `numbers are compared exactly`(relation: Relation, below: Bool, at: Bool, above: Bool) {
        for (offset, expected) in [(-1, below), (0, at), (1, above)] {
            let price = product(variants: [variant(price: 1000 + Int64(offset))])
            #expect(meets(Rule(.variantPrice, relation, "10"), price) == expected)
            let compareAt = product(variants: [variant(compareAt: 1000 + Int64(offset))])
            #expect(meets(Rule(.variantCompareAtPrice, relation, "10.00"), compareAt) == expected)
            let weight = product(variants: [variant(weight: 10 + Double(offset) / 1000)])
            #expect(meets(Rule(.variantWeight, relation, "10.0"), weight) == expected)
            let inventory = product(variants: [variant(inventory: 10 + offset)])
            #expect(meets(Rule(.variantInventory, relation, "10"), inventory) == expected)
        }
    }

    @Test(arguments: [(Relation.equals, "0"), (.notEquals, "0"), (.lessThan, "1000"), (.greaterThan, "-1")])
    func `a variant without a price to compare with meets nothing about it`(relation: Relation, condition: String) {
        #expect(meets(Rule(.variantCompareAtPrice, relation, condition), product()) == false)
    }

    @Test func `one variant is enough`() {
        let two = product(variants: [variant("S", price: 500, inventory: -2), variant("M", price: 1500, inventory: 3)])
        for rule in [
            Rule(.variantPrice, .greaterThan, "10"), Rule(.variantPrice, .lessThan, "10"),
            Rule(.variantPrice, .notEquals, "5"), Rule(.variantTitle, .equals, "m"),
            Rule(.variantTitle, .notEquals, "m"), Rule(.variantInventory, .lessThan, "0"),
        ] {
            #expect(meets(rule, two) == true, "\(rule)")
        }
        #expect(meets(Rule(.variantPrice, .greaterThan, "15"), two) == false)
    }

    @Test func `all rules count, or one if they are disjunctive`() {
        let rules = [Rule(.vendor, .equals, "Acme"), Rule(.tag, .equals, "sale")]
        for (vendor, tags, all, any) in [
            ("Acme", "sale", true, true), ("Acme", "", false, true), ("", "sale", false, true), ("", "", false, false),
        ] {
            let compared = ComparedProduct(product(vendor: vendor, tags: tags))
            #expect(RuleSet(rules, isDisjunctive: false, usd)?.accepts(compared) == all)
            #expect(RuleSet(rules, isDisjunctive: true, usd)?.accepts(compared) == any)
        }
    }
}
