import Customers
import StoaKit
import Testing

private func address(_ id: Int64 = 0, isDefault: Bool = false, _ change: (inout Address) -> Void = { _ in }) -> Address
{
    var address = Address()
    address.id = id
    address.isDefault = isDefault
    change(&address)
    return address
}

@Suite struct PlaceTests {
    struct Case: Sendable {
        var country: String?
        var countryCode: String?
        var province: String?
        var provinceCode: String?
        /// Country, its code, its known name, province, its code.
        let result: [String?]
    }

    @Test(arguments: [
        Case(country: "canada", province: "ontario", result: ["Canada", "CA", "Canada", "Ontario", "ON"]),
        Case(countryCode: "us", provinceCode: "tx", result: ["United States", "US", "United States", "Texas", "TX"]),
        Case(country: "USA", province: "CA", result: ["United States", "US", "United States", "California", "CA"]),
        Case(country: "Germany", province: "Bayern", result: ["Germany", "DE", "Germany", "Bayern", nil]),
        Case(country: "Atlantis", province: "North", result: ["Atlantis", nil, "Atlantis", "North", nil]),
        Case(
            country: "Atlantis", countryCode: "XX", provinceCode: "N",
            result: ["Atlantis", "XX", "Atlantis", nil, "N"]),
        Case(country: "Kanada", countryCode: "CA", result: ["Kanada", "CA", "Canada", nil, nil]),
        Case(country: "Canada", countryCode: "US", result: ["Canada", "CA", "Canada", nil, nil]),
        Case(country: " ", result: [nil, nil, nil, nil, nil]),
    ])
    func `names and codes are brought together`(example: Case) {
        var given = address {
            ($0.country, $0.countryCode) = (example.country, example.countryCode)
            ($0.province, $0.provinceCode) = (example.province, example.provinceCode)
        }
        given.complete(before: nil)
        #expect(
            [given.country, given.countryCode, given.countryName, given.province, given.provinceCode] == example.result)
        var again = given
        again.complete(before: given)
        #expect(again == given)
    }

    struct Change: Sendable {
        let change: @Sendable (inout Address) -> Void
        let result: [String?]
    }

    @Test(arguments: [
        Change(change: { $0.country = "Mexico" }, result: ["Mexico", "MX", "Mexico", "California", nil]),
        Change(change: { $0.countryCode = "AU" }, result: ["Australia", "AU", "Australia", "California", nil]),
        Change(change: { $0.country = "Atlantis" }, result: ["Atlantis", nil, "Atlantis", "California", nil]),
        Change(change: { $0.country = nil }, result: [nil, nil, nil, "California", nil]),
        Change(
            change: { $0.province = "Texas" }, result: ["United States", "US", "United States", "Texas", "TX"]),
        Change(
            change: { $0.provinceCode = "TX" }, result: ["United States", "US", "United States", "Texas", "TX"]),
        Change(
            change: { $0.province = "Nowhere" }, result: ["United States", "US", "United States", "Nowhere", nil]),
        Change(change: { $0.city = "Reno" }, result: ["United States", "US", "United States", "California", "CA"]),
    ])
    func `of name and code the one that changed wins`(example: Change) {
        var stored = address { ($0.country, $0.province) = ("United States", "California") }
        stored.complete(before: nil)
        var changed = stored
        example.change(&changed)
        changed.complete(before: stored)
        #expect(
            [changed.country, changed.countryCode, changed.countryName, changed.province, changed.provinceCode]
                == example.result)
    }

    @Test(
        arguments: [
            ("Ada", "Lovelace", nil, "Ada Lovelace"), ("Ada", nil, "X", "Ada"), (nil, nil, "X Y", "X Y"),
            ("", " ", nil, nil),
        ] as [(String?, String?, String?, String?)])
    func `the whole name is made of the others`(first: String?, last: String?, name: String?, result: String?) {
        var given = address { ($0.firstName, $0.lastName, $0.name) = (first, last, name) }
        given.complete(before: nil)
        #expect(given.name == result)
    }
}

@Suite struct DefaultTests {
    struct Case: Sendable {
        var stored: [Address] = []
        var draft: [Address]
        var sent = true
        /// The place of the default; nil if it is refused.
        var result: Int?
    }

    @Test(arguments: [
        Case(draft: [address(1)], result: 0),
        Case(draft: [address(1), address(2)], result: 0),
        Case(draft: [address(1), address(2, isDefault: true)], result: 1),
        Case(draft: [address(1, isDefault: true), address(2, isDefault: true)], result: 1),
        Case(stored: [address(1, isDefault: true)], draft: [address(1), address(2)], result: 0),
        Case(
            stored: [address(1, isDefault: true), address(2)],
            draft: [address(1, isDefault: true), address(2, isDefault: true)], result: 1),
        // What a client sends back as it fetched it changes nothing.
        Case(
            stored: [address(1), address(2, isDefault: true)], draft: [address(1), address(2, isDefault: true)],
            result: 1),
        Case(stored: [address(1, isDefault: true), address(2)], draft: [address(2)], result: 0),
        Case(stored: [address(1, isDefault: true), address(2)], draft: [address(2)], sent: false),
        Case(stored: [address(1, isDefault: true)], draft: [], sent: false),
        Case(stored: [address(1, isDefault: true), address(2)], draft: [address(1)], sent: false, result: 0),
    ])
    func `exactly one address is the default`(example: Case) {
        var (before, draft) = (Customer(), Customer())
        before.addresses = example.stored
        draft.addresses = example.draft
        var failures = Failures()
        let change = Change(before: example.stored.isEmpty ? nil : before, sent: example.sent ? ["addresses"] : [])
        completeAddresses(&draft, change, &failures)
        guard let place = example.result else {
            return #expect(failures == .invalid("", "Cannot delete the customer’s default address"))
        }
        #expect(failures.issues.isEmpty)
        #expect(draft.addresses.indices.filter { draft.addresses[$0].isDefault } == [place])
        #expect(draft.defaultAddress?["id"]?.integer == draft.addresses[place].id)
    }

    @Test func `a list that is sent empty leaves no address and no default`() {
        var (before, draft) = (Customer(), Customer())
        before.addresses = [address(1, isDefault: true)]
        draft.defaultAddress = .null
        var failures = Failures()
        completeAddresses(&draft, Change(before: before, sent: ["addresses"]), &failures)
        #expect(failures.issues.isEmpty && draft.defaultAddress == nil)
    }
}
