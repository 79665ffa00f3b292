import Customers
import StoaKit
import Testing

private typealias Term = SearchQuery.Term

@Suite struct SearchQueryTests {
    @Test(
        arguments: [
            ("", []), ("  ", []), ("bob", [Term("bob")]), ("bob AND  norman", [Term("bob"), Term("norman")]),
            ("\"bob norman\"", [Term("bob norman", isQuoted: true)]),
            ("email:a@x.com", [Term("a@x.com", field: "email")]),
            ("country:\"United States\" bob", [Term("United States", field: "country", isQuoted: true), Term("bob")]),
            ("country:United States", [Term("United", field: "country"), Term("States")]),
            ("orders_count:>=2", [Term("2", field: "orders_count", .atLeast)]),
            ("orders_count:<2", [Term("2", field: "orders_count", .below)]),
            ("name:\"a \\\"b\\\" \\\\\"", [Term("a \"b\" \\", field: "name", isQuoted: true)]),
            ("12:30", [Term("12:30")]), ("a@x.com:", [Term("a@x.com:")]),
        ] as [(String, [Term])])
    fileprivate func `terms stand side by side`(text: String, terms: [Term]) throws {
        #expect(try SearchQuery(text).terms == terms)
    }

    @Test(arguments: [
        "a OR b", "NOT a", "-tag:x", "tag:", "\"open", "name:\"open", String(repeating: "a ", count: 21),
        String(repeating: "a", count: 1_001),
    ])
    func `what cannot be said is refused`(text: String) {
        #expect(throws: Failures.self) { try SearchQuery(text) }
    }
}

@Suite struct SearchConditionTests {
    /// A store whose clocks show 0:00 at 0:00 in UTC.
    private static func moment(_ text: String) -> Timestamp? {
        Timestamp(text: text) ?? Timestamp(text: text + "T00:00:00Z")
    }

    @Test(arguments: [
        ("bob", ["search_text contains bob"]),
        ("email:A@X.com", ["email_key = a@x.com"]),
        ("email:bob", ["search_text contains " + SearchText.beginning("bob", of: .email)]),
        ("phone:\"+1 555 555 1234\"", ["phone = +15555551234"]),
        ("phone:555-1234", ["search_text contains 5551234"]),
        ("first_name:Bo", ["search_text contains " + SearchText.beginning("Bo", of: .firstName)]),
        ("first_name:Bo*", ["search_text contains " + SearchText.beginning("Bo", of: .firstName)]),
        ("first_name:\"Bo\"", ["search_text contains " + SearchText.whole("Bo", of: .firstName)]),
        ("tag:vip", ["search_text contains " + SearchText.whole("vip", of: .tag)]),
        ("tag:vip*", ["search_text contains " + SearchText.beginning("vip", of: .tag)]),
        ("id:7000000001", ["search_text contains " + SearchText.whole("7000000001", of: .id)]),
        ("state:enabled", ["state = enabled"]), ("accepts_marketing:true", ["accepts_marketing = true"]),
        ("orders_count:>0", ["orders_count >= 1"]), ("orders_count:<3", ["orders_count <= 2"]),
        ("orders_count:2", ["orders_count >= 2", "orders_count <= 2"]),
        ("total_spent:>=10.5", ["total_spent >= Money(minorUnits: 1050)"]),
        ("total_spent:<10", ["total_spent <= Money(minorUnits: 999)"]),
        ("created_at:>1970-01-01", ["created_at >= Timestamp(microseconds: 86400000000)"]),
        ("created_at:<1970-01-02", ["created_at <= Timestamp(microseconds: 86399999999)"]),
        (
            "updated_at:1970-01-01T00:00:01Z",
            ["updated_at >= Timestamp(microseconds: 1000000)", "updated_at <= Timestamp(microseconds: 1999999)"]
        ),
    ])
    func `terms become conditions`(text: String, conditions: [String]) throws {
        let currency = Currency(code: "USD", exponent: 2)
        #expect(try SearchQuery(text).conditions(currency, Self.moment).map(\.description) == conditions)
    }

    @Test(arguments: [
        "shoe_size:42", "email:>a@x.com", "state:asleep", "tax_exempt:maybe", "orders_count:many", "orders_count:1.5",
        "total_spent:1.234", "total_spent:-1", "total_spent:.", "total_spent:99999999999999999999",
        "created_at:yesterday", "created_at:2024-13-01",
    ])
    func `what no field takes is refused`(text: String) {
        #expect(throws: Failures.self) {
            try SearchQuery(text).conditions(Currency(code: "USD", exponent: 2), Self.moment)
        }
    }
}

@Suite struct SearchTextTests {
    private static let text: String = {
        var customer = Customer()
        customer.id = 7
        (customer.firstName, customer.lastName, customer.tags) = ("Bob", "Norman", "vip, big spender")
        (customer.email, customer.phone) = ("Bob@x.com", "+15555551234")
        var address = Address()
        (address.city, address.country, address.company) = ("Ottawa", "Canada", "A\u{1F}B")
        customer.addresses = [address, address]
        return SearchText(customer).text
    }()

    @Test(arguments: [
        (SearchText.anywhere("rman"), true), (SearchText.anywhere("Bob Norman"), true),
        (SearchText.anywhere("first_name"), false), (SearchText.beginning("Bob N", of: .name), true),
        (SearchText.whole("Bob", of: .firstName), true), (SearchText.whole("Bo", of: .firstName), false),
        (SearchText.beginning("Norman", of: .firstName), false), (SearchText.whole("big spender", of: .tag), true),
        (SearchText.beginning("Otta", of: .city), true), (SearchText.whole("7", of: .id), true),
        (SearchText.whole("B", of: .company), false), (SearchText.whole("A B", of: .company), true),
        (SearchText.anywhere("\u{1F}"), true),
    ])
    func `the text has each value in its column`(part: String, isFound: Bool) {
        #expect(Self.text.contains(part) == isFound)
    }

    @Test func `the same place is there once`() {
        #expect(Self.text.split(separator: "Ottawa", omittingEmptySubsequences: false).count == 2)
    }
}
