import ProductCollections
import StoaKit
import Testing

private func read(_ text: String) -> (rules: [Rule], issues: [Failure]) {
    var failures = Failures()
    let rules = readRules(JSON(text), usd, &failures)
    return (rules, failures.issues)
}

private func json(_ column: String, _ relation: String, _ condition: String) -> String {
    "{\"column\":\"\(column)\",\"relation\":\"\(relation)\",\"condition\":\(condition)}"
}

@Suite struct ReadRulesTests {
    @Test func `rules are read in their order and written in one form`() {
        let (rules, issues) = read(
            "[{\"condition\":\" Sale \",\"relation\":\"equals\",\"column\":\"tag\",\"more\":1},"
                + json("variant_price", "less_than", "12.5") + "]")
        #expect(issues.isEmpty)
        #expect(rules == [Rule(.tag, .equals, "Sale"), Rule(.variantPrice, .lessThan, "12.5")])
        #expect(
            JSON(rules).text
                == "[" + json("tag", "equals", "\"Sale\"") + "," + json("variant_price", "less_than", "\"12.5\"") + "]")
        #expect(read(JSON(rules).text).rules == rules)
    }

    @Test func `a single rule needs no list`() {
        #expect(read(json("title", "contains", "\"x\"")).rules == [Rule(.title, .contains, "x")])
    }

    @Test(arguments: [("[]", "can't be blank"), ("null", "can't be blank"), ("5", "must be a list of rules")])
    func `a smart collection needs rules`(text: String, message: String) {
        #expect(read(text).issues == [Failure(.invalid, "rules", message)])
    }

    @Test(arguments: [
        (json("price", "equals", "\"1\""), "column", "is not included in the list"),
        (json("Title", "equals", "\"1\""), "column", "is not included in the list"),
        ("7", "column", "is not included in the list"),
        (json("title", "is", "\"1\""), "relation", "is not included in the list"),
        (json("title", "greater_than", "\"1\""), "relation", "does not go with title"),
        (json("variant_price", "contains", "\"1\""), "relation", "does not go with variant_price"),
        (json("title", "equals", "\"  \""), "condition", "can't be blank"),
        (json("title", "equals", "null"), "condition", "can't be blank"),
        (json("title", "equals", "[1]"), "condition", "can't be blank"),
        (json("variant_price", "equals", "\"cheap\""), "condition", "is not an amount in the store's currency"),
        (json("variant_price", "equals", "\"1.001\""), "condition", "is not an amount in the store's currency"),
        (json("variant_weight", "equals", "\"nan\""), "condition", "is not a number"),
        (json("variant_weight", "equals", "\"0x1\""), "condition", "is not a number"),
        (json("variant_inventory", "equals", "\"1.5\""), "condition", "is not a whole number"),
    ])
    func `what is wrong with a rule is said of its place`(rule: String, field: String, message: String) {
        let (rules, issues) = read("[" + json("tag", "equals", "\"a\"") + "," + rule + "]")
        #expect(rules == [Rule(.tag, .equals, "a")])
        #expect(issues == [Failure(.invalid, "rules[1].\(field)", message)])
    }

    @Test func `there are at most 60 rules, with conditions of at most 255 characters`() {
        let rule = json("tag", "equals", "\"a\"")
        let list = { "[" + Array(repeating: rule, count: $0).joined(separator: ",") + "]" }
        #expect(read(list(rulesMax)).rules.count == 60)
        #expect(read(list(rulesMax + 1)).issues == [Failure(.invalid, "rules", "can't be more than 60")])
        let text = { "\"" + String(repeating: "é", count: $0) + "\"" }
        #expect(read(json("tag", "equals", text(conditionCharactersMax))).rules.count == 1)
        #expect(
            read(json("tag", "equals", text(conditionCharactersMax + 1))).issues == [
                Failure(.invalid, "rules[0].condition", "is too long (maximum is 255 characters)")
            ])
    }
}
