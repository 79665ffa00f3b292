import Customers
import StoaKit
import Testing

private let now = Timestamp(microseconds: 1_700_000_000_000_000)

private func customer(_ change: (inout Customer) -> Void = { _ in }) -> Customer {
    var customer = Customer()
    (customer.state, customer.password) = (.enabled, "hash")
    change(&customer)
    return customer
}

private func tokens(expiringIn seconds: [Int64]) -> [CustomerAccessToken] {
    seconds.enumerated().map { place, seconds in
        var token = CustomerAccessToken()
        (token.id, token.expiresAt) = (Int64(place), now.adding(seconds: seconds))
        return token
    }
}

@Suite struct AccessTokenTests {
    @Test(arguments: [
        (customer(), true), (customer { $0.password = nil }, false), (customer { $0.erasedAt = now }, false),
        (customer { $0.state = .disabled }, false), (customer { $0.state = .invited }, false),
        (customer { $0.state = .declined }, false),
    ])
    func `only an open account with a password signs in`(customer: Customer, canSignIn: Bool) {
        #expect(customer.canSignIn == canSignIn)
    }

    @Test(arguments: [
        (customer(), false), (customer { $0.firstName = "Ada" }, false), (customer { $0.password = "other" }, true),
        (customer { $0.password = nil }, true), (customer { $0.state = .disabled }, true),
        (customer { $0.erasedAt = now }, true),
    ])
    func `a new password and a closed account end the sessions`(after: Customer, isEnd: Bool) {
        #expect(endsAccess(after, Change(before: customer(), now: now)) == isEnd)
    }

    @Test func `where nobody could sign in nothing ends`() {
        let before = customer { $0.state = .invited }
        #expect(!endsAccess(customer { $0.password = "other" }, Change(before: before, now: now)))
        #expect(!endsAccess(customer(), Change(now: now)))
    }

    @Test(arguments: [(-1, false), (0, false), (1, true)])
    func `a token is good until its time has come`(seconds: Int64, isValid: Bool) {
        #expect(tokens(expiringIn: [seconds])[0].isValid(at: now) == isValid)
    }

    @Test func `a further token ends those that are over, and the oldest of too many`() {
        let most = CustomerAccessToken.countMax
        #expect(ended(tokens(expiringIn: [-5, 9, 0]), at: now).map(\.id) == [0, 2])
        #expect(ended(tokens(expiringIn: Array(repeating: 9, count: most - 1)), at: now).isEmpty)
        #expect(ended(tokens(expiringIn: Array(repeating: 9, count: most)), at: now).map(\.id) == [0])
    }
}
