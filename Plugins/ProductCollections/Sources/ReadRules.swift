package import StoaKit

/// Most rules of one smart collection.
package let rulesMax = 60
/// Most characters of a rule's condition.
package let conditionCharactersMax = 255

/// Reads the rules that a client sent, and notes what is wrong with them.
///
/// - Returns: The rules that are right.
package func readRules(_ json: JSON?, _ currency: Currency, _ failures: inout Failures) -> [Rule] {
    // A client may send a single rule without a list around it.
    let single = json?.members == nil ? nil : json.map { [$0] }
    guard let elements = json?.elements ?? single, !elements.isEmpty else {
        let isBlank = json?.isNull ?? true || json?.elements != nil
        failures.add("rules", isBlank ? "can't be blank" : "must be a list of rules")
        return []
    }
    guard elements.count <= rulesMax else {
        failures.add("rules", "can't be more than \(rulesMax)")
        return []
    }
    return elements.enumerated().compactMap { rule($1, at: "rules[\($0)]", currency, &failures) }
}

private func rule(_ json: JSON, at path: String, _ currency: Currency, _ failures: inout Failures) -> Rule? {
    guard let column = json["column"]?.string.flatMap(Column.init) else {
        failures.add("\(path).column", "is not included in the list")
        return nil
    }
    guard let relation = json["relation"]?.string.flatMap(Relation.init) else {
        failures.add("\(path).relation", "is not included in the list")
        return nil
    }
    guard relation.fits(column.kind) else {
        failures.add("\(path).relation", "does not go with \(column.rawValue)")
        return nil
    }
    let condition = condition(json["condition"])
    guard !condition.isEmpty else {
        failures.add("\(path).condition", "can't be blank")
        return nil
    }
    guard condition.count <= conditionCharactersMax else {
        failures.add("\(path).condition", "is too long (maximum is \(conditionCharactersMax) characters)")
        return nil
    }
    let rule = Rule(column, relation, condition)
    guard RuleSet([rule], isDisjunctive: false, currency) != nil else {
        failures.add("\(path).condition", column.kind.complaint)
        return nil
    }
    return rule
}

/// A text without the blanks around it, or the digits of a number.
private func condition(_ json: JSON?) -> String {
    guard let json else { return "" }
    guard let text = json.string else { return json.number == nil ? "" : json.text }
    return text.trimmed
}

extension Column.Kind {
    /// Continues the name of a condition that it does not take.
    fileprivate var complaint: String {
        switch self {
        case .text: "is not a text"
        case .money: "is not an amount in the store's currency"
        case .weight: "is not a number"
        case .whole: "is not a whole number"
        }
    }
}

extension JSON {
    /// Rules in their one form: what else clients sent is left out.
    package init(_ rules: [Rule]) {
        self = .array(
            rules.map { rule in
                .object([
                    ("column", .string(rule.column.rawValue)), ("relation", .string(rule.relation.rawValue)),
                    ("condition", .string(rule.condition)),
                ])
            })
    }
}
