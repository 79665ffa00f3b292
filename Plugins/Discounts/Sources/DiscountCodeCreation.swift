package import StoaKit

/// Codes of one rule that are made together: how far it has come, and what became of each.
package struct DiscountCodeCreation: Record, Equatable {
    package var id: Int64 = 0
    package var priceRuleID: Int64?
    package var startedAt: Timestamp?
    package var completedAt: Timestamp?
    package var status = Status.queued
    package var codesCount = 0
    package var importedCount = 0
    package var failedCount = 0
    package var logs: [String] = []
    /// Each with `id`, `code` and `errors`, as it is answered.
    package var entries = JSON("[]")

    package enum Status: String, FieldValue, CaseIterable { case queued, running, completed }

    /// Codes of one creation.
    package static let codesMax = 100

    package init() {}
}

/// One code of a creation.
package struct CodeEntry: Equatable, Sendable {
    package let code: String
    /// The code's id once it is made.
    package var id: Int64?
    /// Why it could not be made, as clauses that continue "code".
    package var problems: [String] = []

    /// Creates what is still to be made.
    package init(code: String) {
        self.code = code
    }

    /// Reads what `json` wrote, and what a client sends: an object with a code.
    package init(_ json: JSON) {
        code = json["code"].flatMap { $0.string ?? ($0.number == nil ? nil : $0.text) } ?? ""
    }

    /// As it is answered.
    package var json: JSON {
        let errors = problems.isEmpty ? [] : [("code", JSON.array(problems.map(JSON.string)))]
        return .object([
            ("id", id.map { JSON(String($0)) } ?? .null), ("code", .string(code)), ("errors", .object(errors)),
        ])
    }

    /// What keeps a code from being made, beside those that there are already; nil if nothing does.
    package static func problem(of code: String) -> String? {
        if code.isEmpty { return "can't be blank" }
        let most = DiscountCode.charactersMax
        return code.unicodeScalars.count > most ? "is too long (maximum is \(most) characters)" : nil
    }
}
