import Customers
import StoaKit
import Testing

private let now = Timestamp(microseconds: 1_700_000_000_000_000)

private func make(_ change: (inout Customer) -> Void = { _ in }) -> Customer {
    var customer = Customer()
    customer.id = 7
    customer.firstName = "Ada"
    change(&customer)
    return customer
}

private func prepared(
    _ draft: Customer, over before: Customer? = nil, taken: Set<String> = [], sent: Set<String> = []
) throws(Failures) -> Customer {
    var draft = draft
    try prepare(&draft, Change(before: before, now: now, sent: sent)) { (key) throws(Failures) in taken.contains(key) }
    return draft
}

@Suite struct IdentityTests {
    @Test(arguments: [
        (make(), true), (make { $0.firstName = " " }, false),
        (make { ($0.firstName, $0.email) = (nil, "a@x.com") }, true),
        (make { ($0.firstName, $0.phone) = (nil, "+15555551234") }, true),
        (make { ($0.firstName, $0.lastName) = (nil, "Lovelace") }, true),
        (make { ($0.firstName, $0.note) = (nil, "who?") }, false),
    ])
    func `a customer has something to be called by`(draft: Customer, isLegal: Bool) {
        let refusal = Failures.invalid("", "Customer must have a name, phone number or email address")
        #expect(failures(of: draft) == (isLegal ? nil : refusal))
    }

    @Test func `a taken e-mail is refused, but not one's own`() throws {
        let stored = try prepared(make { $0.email = "A@x.com" })
        #expect(
            failures(of: make { $0.email = "a@X.com" }, taken: ["a@x.com"])
                == .invalid("email", "has already been taken"))
        let changed = try prepared(
            make { ($0.email, $0.emailKey) = ("a@X.COM", "a@x.com") }, over: stored, taken: ["a@x.com"])
        #expect(changed.email == "a@X.COM" && changed.emailKey == "a@x.com")
    }

    @Test func `an e-mail that is taken away frees its key`() throws {
        let stored = try prepared(make { $0.email = "a@x.com" })
        var draft = stored
        draft.email = ""
        let changed = try prepared(draft, over: stored)
        #expect(changed.email == nil && changed.emailKey == nil)
    }

    @Test func `everything wrong is told at once`() {
        let found = failures(
            of: make {
                ($0.email, $0.phone) = ("x", "y")
                $0.smsConsent = JSON("1")
            })
        #expect(
            found?.issues.map(\.field) == ["phone", "email", "sms_marketing_consent"])
    }

    private func failures(of draft: Customer, taken: Set<String> = []) -> Failures? {
        do throws(Failures) {
            _ = try prepared(draft, taken: taken)
            return nil
        } catch {
            return error
        }
    }
}

@Suite struct AccountTests {
    @Test(arguments: Customer.AccountState.allCases)
    func `everyone but who has an account can be invited`(state: Customer.AccountState) {
        var customer = make { ($0.email, $0.state) = ("a@x.com", state) }
        let refusal = customer.invite()
        #expect(refusal?.message == (state == .enabled ? "account already enabled" : nil))
        #expect(customer.state == (state == .enabled ? .enabled : .invited))
    }

    @Test func `an invitation needs an e-mail`() {
        var customer = make()
        #expect(customer.invite() == Failure(.invalid, "email", "can't be blank"))
    }

    @Test(arguments: [
        ("right", -1, true), ("wrong", -1, false), ("right", 0, false), ("right", 1, false), ("", -1, false),
    ])
    func `a token works until it ends`(digest: String, secondsAfterEnd: Int64, works: Bool) {
        var customer = make {
            ($0.activationDigest, $0.activationExpiresAt) = ("right", now)
        }
        let moment = now.adding(seconds: secondsAfterEnd)
        do throws(Failures) {
            try customer.answer(.enabled, tokenDigest: digest, at: moment)
            #expect(works && customer.state == .enabled)
        } catch {
            #expect(!works && error == .invalid("token", "is invalid or has expired"))
        }
    }

    @Test func `a password opens the account, and its token is void`() throws {
        let stored = make { ($0.activationDigest, $0.activationExpiresAt) = ("right", now) }
        var draft = stored
        draft.password = "$scrypt$1"
        let opened = try prepared(draft, over: stored, sent: ["password"])
        #expect(opened.state == .enabled && opened.activationDigest == nil)
        var closed = opened
        closed.state = .disabled
        #expect(try prepared(closed, over: opened, sent: ["password"]).state == .disabled)
        #expect(try prepared(draft, over: stored).state == .disabled)
    }

    @Test func `a token works once`() throws {
        var customer = make { ($0.activationDigest, $0.activationExpiresAt) = ("right", now.adding(seconds: 1)) }
        try customer.answer(.declined, tokenDigest: "right", at: now)
        #expect(throws: Failures.self) { try customer.answer(.enabled, tokenDigest: "right", at: now) }
        #expect(customer.state == .declined)
    }
}

@Suite struct ErasureTests {
    private static func erased() throws -> Customer {
        var customer = try prepared(
            make {
                ($0.email, $0.phone, $0.note, $0.tags) = ("a@x.com", "+15555551234", "likes tea", "vip")
                ($0.lastName, $0.multipassIdentifier, $0.state) = ("Lovelace", "m1", .enabled)
                $0.password = "$scrypt$1"
                $0.addresses = [Address()]
                $0.ordersCount = 3
            })
        let before = customer
        customer.erase(at: now)
        return try prepared(customer, over: before)
    }

    @Test func `nothing personal is left, and what orders refer to stays`() throws {
        let erased = try Self.erased()
        #expect(erased.id == 7 && erased.ordersCount == 3 && erased.erasedAt == now)
        #expect(erased.firstName == "Erased" && erased.lastName == "customer")
        #expect(
            [erased.email, erased.emailKey, erased.phone, erased.note, erased.multipassIdentifier] == [
                nil, nil, nil, nil, nil,
            ])
        #expect(erased.tags.isEmpty && erased.addresses.isEmpty && erased.defaultAddress == nil)
        #expect(erased.password == nil && erased.state == .disabled && erased.consent(.email)?.state == .redacted)
        #expect(!erased.searchText.contains("a@x.com") && !erased.searchText.contains("Lovelace"))
    }

    @Test func `what is erased stays so, except for its orders`() throws {
        let stored = try Self.erased()
        var counted = stored
        counted.ordersCount = 2
        #expect(try prepared(counted, over: stored).ordersCount == 2)
        for change in [{ $0.email = "a@x.com" }, { $0.note = "x" }, { $0.addresses = [Address()] }]
            as [(inout Customer) -> Void]
        {
            var draft = stored
            change(&draft)
            #expect(throws: Failures.conflict("", "Customer has been erased")) { try prepared(draft, over: stored) }
        }
    }

    @Test(arguments: [(0, true), (1, false)])
    func `a customer with orders is not deleted`(orders: Int64, isDeleted: Bool) {
        var customer = make { $0.ordersCount = orders }
        do throws(Failures) {
            try refuseDeletion(&customer, Change(.delete, before: customer))
            #expect(isDeleted)
        } catch {
            #expect(!isDeleted && error.issues.map(\.field) == [""])
        }
    }
}
