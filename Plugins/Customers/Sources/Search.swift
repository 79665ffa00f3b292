package import StoaKit

/// One condition that a search comes to, with a description that tests can read.
package struct SearchCondition {
    let condition: Condition
    package let description: String

    static func text(_ text: String) -> SearchCondition {
        SearchCondition(condition: .contains("search_text", text), description: "search_text contains \(text)")
    }
    static func equal(_ field: String, _ value: some FieldValue) -> SearchCondition {
        SearchCondition(condition: .equal(field, value), description: "\(field) = \(value)")
    }
    static func atLeast(_ field: String, _ value: some FieldValue) -> SearchCondition {
        SearchCondition(condition: .atLeast(field, value), description: "\(field) >= \(value)")
    }
    static func atMost(_ field: String, _ value: some FieldValue) -> SearchCondition {
        SearchCondition(condition: .atMost(field, value), description: "\(field) <= \(value)")
    }
}

/// What can be searched, and how.
///
/// Only what is looked up by its whole value has an index: an e-mail, and a phone number with its country.
enum SearchField {
    case email, phone
    /// A value that begins as the term does; the whole of it if that is in quotes.
    case beginning(SearchText.Column)
    case whole(SearchText.Column)
    case flag(String)
    case state
    case number(String)
    case money(String)
    case time(String)

    static func named(_ name: String) -> SearchField? { table[name] }

    private static let table: [String: SearchField] = [
        "id": .whole(.id), "email": .email, "phone": .phone, "tag": .whole(.tag), "customer_tag": .whole(.tag),
        "name": .beginning(.name), "first_name": .beginning(.firstName), "customer_first_name": .beginning(.firstName),
        "last_name": .beginning(.lastName), "customer_last_name": .beginning(.lastName),
        "company": .beginning(.company), "address1": .beginning(.address1), "address2": .beginning(.address2),
        "city": .beginning(.city), "province": .beginning(.province), "country": .beginning(.country),
        "zip": .beginning(.zip), "accepts_marketing": .flag("accepts_marketing"),
        "verified_email": .flag("verified_email"), "tax_exempt": .flag("tax_exempt"), "state": .state,
        "orders_count": .number("orders_count"), "total_spent": .money("total_spent"),
        "created_at": .time("created_at"), "customer_date": .time("created_at"), "updated_at": .time("updated_at"),
    ]

    var hasRanges: Bool {
        switch self {
        case .number, .money, .time: true
        default: false
        }
    }
}

extension SearchQuery {
    /// The conditions that customers must meet, with amounts in `currency`; `moment` says what a date or time means in the
    /// store.
    package func conditions(
        _ currency: Currency, _ moment: (String) -> Timestamp?
    ) throws(Failures) -> [SearchCondition] {
        var conditions: [SearchCondition] = []
        for term in terms { conditions += try Self.conditions(term, currency, moment) }
        return conditions
    }

    private static func conditions(
        _ term: Term, _ currency: Currency, _ moment: (String) -> Timestamp?
    ) throws(Failures) -> [SearchCondition] {
        guard let name = term.field else { return [.text(SearchText.anywhere(term.value))] }
        guard let field = SearchField.named(name) else { throw .query("cannot look for \(name)") }
        guard field.hasRanges || term.comparison == .equal else { throw .query("cannot compare \(name)") }
        switch field {
        case .email:
            if let email = Email(term.value) { return [.equal("email_key", email.key)] }
            return [beginning(term, of: .email)]
        case .phone:
            guard let phone = Phone(term.value) else { return [beginning(term, of: .phone)] }
            let isInternational = phone.text.hasPrefix("+")
            return [isInternational ? .equal("phone", phone.text) : .text(phone.text)]
        case .beginning(let column): return [beginning(term, of: column)]
        case .whole(let column):
            let isOpen = term.value.hasSuffix("*") && !term.isQuoted
            return [isOpen ? beginning(term, of: column) : .text(SearchText.whole(term.value, of: column))]
        case .flag(let field):
            guard let flag = Bool(term.value) else { throw .query("needs true or false for \(name)") }
            return [.equal(field, flag)]
        case .state:
            guard let state = Customer.AccountState(rawValue: term.value) else {
                throw .query("needs \(Customer.AccountState.choices.joined(separator: ", ")) for state")
            }
            return [.equal(name, state)]
        case .number(let field):
            guard let number = Int64(term.value) else { throw .query("needs a whole number for \(name)") }
            return range(of: field, term.comparison, number...number) { $0 }
        case .money(let field):
            guard let amount = Money(term.value, in: currency)?.minorUnits, amount >= 0 else {
                throw .query("needs an amount for \(name)")
            }
            return range(of: field, term.comparison, amount...amount) { Money(minorUnits: $0) }
        case .time(let field):
            guard let moments = moments(term.value, moment) else { throw .query("needs a date or a time for \(name)") }
            return range(of: field, term.comparison, moments) { Timestamp(microseconds: $0) }
        }
    }

    private static func beginning(_ term: Term, of column: SearchText.Column) -> SearchCondition {
        if term.isQuoted { return .text(SearchText.whole(term.value, of: column)) }
        let value = term.value.hasSuffix("*") ? String(term.value.dropLast()) : term.value
        return .text(SearchText.beginning(value, of: column))
    }

    /// What compares with a value that is a range itself, as a day is.
    private static func range(
        of field: String, _ comparison: Comparison, _ span: ClosedRange<Int64>, _ value: (Int64) -> some FieldValue
    ) -> [SearchCondition] {
        switch comparison {
        case .atLeast: [.atLeast(field, value(span.lowerBound))]
        case .atMost: [.atMost(field, value(span.upperBound))]
        case .above: [.atLeast(field, value(span.upperBound &+ 1))]
        case .below: [.atMost(field, value(span.lowerBound &- 1))]
        case .equal: [.atLeast(field, value(span.lowerBound)), .atMost(field, value(span.upperBound))]
        }
    }

    /// All microseconds of a second, or of a day in the store, which has 23 to 25 hours.
    private static func moments(_ text: String, _ moment: (String) -> Timestamp?) -> ClosedRange<Int64>? {
        guard let start = moment(text) else { return nil }
        guard let day = Timestamp(text: text + "T00:00:00Z") else {
            return start.microseconds...(start.adding(seconds: 1).microseconds - 1)
        }
        let next = String(day.adding(seconds: 86_400).text.prefix(10))
        return moment(next).map { start.microseconds...($0.microseconds - 1) }
    }
}

/// A route: the customers that a search finds.
@Sendable func searchRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    try found(request.parametersOfQuery["query"] ?? "", context)
}

/// A route: the customers that a saved search finds now.
@Sendable func savedSearchRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    guard let search = try context.fetch(SavedSearch.self, try request.id()) else { throw .notFound("Not found") }
    return try found(search.query, context)
}

private func found(_ query: String, _ context: Context) throws(Failures) -> Response {
    let conditions = try SearchQuery(query).conditions(try context.store().currency, context.moment)
    return .page(of: Customer.self, where: conditions.map(\.condition))
}

/// Refuses a saved search that could not be made.
@Sendable func checkSavedSearch(
    _ search: SavedSearch, _ change: Change<SavedSearch>, _ context: Context
) throws(Failures) {
    do {
        _ = try SearchQuery(search.query).conditions(change.currency, context.moment)
    } catch {
        throw .invalid("query", error.issues.first?.message ?? "is invalid")
    }
}
