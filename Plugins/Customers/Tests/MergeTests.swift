import Customers
import StoaKit
import Testing

private func make(_ id: Int64, _ change: (inout Customer) -> Void) -> Customer {
    var customer = Customer()
    customer.id = id
    change(&customer)
    return customer
}

private func address(_ id: Int64, _ city: String, isDefault: Bool = false) -> Address {
    var address = Address()
    (address.id, address.city, address.isDefault) = (id, city, isDefault)
    return address
}

@Suite struct MergeTests {
    @Test func `the kept one's identity stays, and what it lacks is taken over`() {
        var kept = make(1) {
            ($0.email, $0.note, $0.tags, $0.taxExemptions) = ("a@x.com", "tea", "vip, b", ["A"])
            $0.addresses = [address(10, "Rome", isDefault: true)]
        }
        kept.absorb(
            make(2) {
                ($0.email, $0.phone, $0.firstName, $0.lastName) = ("b@x.com", "+15555551234", "Ada", "L")
                ($0.note, $0.tags, $0.taxExemptions, $0.verifiedEmail) = ("coffee", "VIP, new", ["A", "B"], false)
                $0.addresses = [address(20, "Rome", isDefault: true), address(21, "Oslo")]
            })
        #expect(kept.id == 1 && kept.email == "a@x.com" && kept.verifiedEmail && kept.phone == "+15555551234")
        #expect(kept.firstName == "Ada" && kept.note == "tea\n\ncoffee" && kept.tags == "vip, b, new")
        #expect(kept.taxExemptions == ["A", "B"])
        #expect(kept.addresses == [address(10, "Rome", isDefault: true), address(0, "Oslo")])
    }

    @Test func `an account goes with its e-mail`() {
        let other = make(2) {
            ($0.email, $0.password, $0.state, $0.verifiedEmail) = ("b@x.com", "hash", .enabled, false)
        }
        var nobody = make(1) { $0.firstName = "Ada" }
        nobody.absorb(other)
        #expect(nobody.email == "b@x.com" && nobody.password == "hash" && nobody.state == .enabled)
        #expect(!nobody.verifiedEmail)
        var somebody = make(1) { $0.email = "a@x.com" }
        somebody.absorb(other)
        #expect(somebody.email == "a@x.com" && somebody.password == nil && somebody.state == .disabled)
    }

    @Test func `without an address of its own it takes over the other's default`() {
        var kept = make(1) { $0.firstName = "Ada" }
        kept.absorb(make(2) { $0.addresses = [address(20, "Rome"), address(21, "Oslo", isDefault: true)] })
        #expect(kept.addresses.map(\.city) == ["Rome", "Oslo"])
        #expect(kept.addresses.filter(\.isDefault).map(\.city) == ["Oslo"])
    }

    static let early = Timestamp(microseconds: 1_000_000)
    static let late = Timestamp(microseconds: 2_000_000)

    @Test(
        arguments: [
            (nil, Consent(.subscribed, updatedAt: early), .subscribed),
            (Consent(.notSubscribed), Consent(.subscribed, updatedAt: early), .subscribed),
            (Consent(.pending, updatedAt: early), Consent(.subscribed, updatedAt: late), .pending),
            (Consent(.subscribed, updatedAt: late), Consent(.unsubscribed, updatedAt: early), .unsubscribed),
            (Consent(.unsubscribed, updatedAt: early), Consent(.subscribed, updatedAt: late), .unsubscribed),
            (Consent(.subscribed, updatedAt: early), nil, .subscribed),
            (nil, nil, nil),
        ] as [(Consent?, Consent?, Consent.State?)])
    func `a refusal on either side is one, else the kept one's word counts`(
        own: Consent?, other: Consent?, state: Consent.State?
    ) {
        var kept = make(1) { $0.emailConsent = own?.json(.email) }
        kept.absorb(make(2) { $0.emailConsent = other?.json(.email) })
        #expect(kept.consent(.email)?.state == state)
    }
}
