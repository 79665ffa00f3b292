import StoaKit

/// What a customer types to use a price rule.
package struct DiscountCode: Record, Equatable {
    package var id: Int64 = 0
    package var priceRuleID: Int64?
    package var code = ""
    /// The code as it is compared with others.
    package var key = ""
    package var usageCount: Int64 = 0

    package static let charactersMax = 255

    package init() {}

    /// The code without what nobody means to type, and its form for comparisons.
    package static func normalised(_ code: String) -> (code: String, key: String) {
        let code = code.trimmed
        return (code, code.lowercased())
    }
}

/// What a code is told when there is one like it, in the words that clients look for.
let takenMessage = "must be unique. Please try a different code."

/// Completes a code before it is stored; it is one of its kind in the store, whatever the case.
@Sendable func prepareDiscountCode(
    _ draft: inout DiscountCode, _ change: Change<DiscountCode>, _ context: Context
) throws(Failures) {
    (draft.code, draft.key) = DiscountCode.normalised(draft.code)
    guard change.before?.priceRuleID == nil || change.before?.priceRuleID == draft.priceRuleID else {
        throw .invalid("price_rule_id", "can't be changed")
    }
    guard draft.key != change.before?.key, try holder(of: draft.key, context) != nil else { return }
    throw .invalid("code", takenMessage)
}

/// The code of the store with this key.
func holder(of key: String, _ context: Context) throws(Failures) -> DiscountCode? {
    try context.find(DiscountCode.self, where: .equal("code_key", key), limit: 1).first
}
