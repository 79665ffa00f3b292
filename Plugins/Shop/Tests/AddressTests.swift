import Shop
import StoaKit
import Testing

@Suite struct AddressTests {
    private static func california() -> Address {
        var address = Address()
        (address.country, address.countryCode, address.countryName) = ("US", "US", "United States")
        (address.province, address.provinceCode) = ("California", "CA")
        return address
    }

    private func completed(
        from before: Address = california(), _ change: (inout Address) -> Void
    ) -> (address: Address, issues: [Failure]) {
        var address = before
        var failures = Failures()
        change(&address)
        address.complete(from: before, &failures)
        return (address, failures.issues)
    }

    @Test func `an address without a change stays`() {
        #expect(completed { _ in }.address == Self.california())
        #expect(completed(from: Address()) { _ in }.address == Address())
    }

    @Test func `the name that has changed wins`() {
        let byName = completed { $0.country = "canada" }.address
        #expect((byName.country, byName.countryCode, byName.countryName) == ("CA", "CA", "Canada"))
        let byCode = completed { $0.countryCode = "ca" }.address
        #expect(byCode == byName)
        // A code says more than a name.
        #expect(completed { ($0.countryCode, $0.country) = ("CA", "France") }.address == byName)
        #expect(completed { $0.province = "texas" }.address.provinceCode == "TX")
        #expect(completed { $0.provinceCode = "tx" }.address.province == "Texas")
    }

    @Test func `a country that has changed takes the province away unless another came with it`() {
        let gone = completed { $0.country = "Italy" }.address
        #expect((gone.province, gone.provinceCode) == ("", ""))
        let moved = completed { ($0.country, $0.provinceCode) = ("Italy", "MI") }.address
        #expect((moved.province, moved.provinceCode) == ("Milano", "MI"))
    }

    @Test func `a country without known provinces takes any`() {
        let address = completed { ($0.country, $0.province) = ("France", "Bretagne") }.address
        #expect((address.province, address.provinceCode) == ("Bretagne", ""))
    }

    @Test func `what is emptied is empty`() {
        #expect(completed { $0.country = "" }.address == Address())
        #expect(completed { $0.province = "" }.address.provinceCode.isEmpty)
    }

    @Test func `what there is not is refused under the name that was given`() {
        #expect(completed { $0.country = "Atlantis" }.issues == [Failure(.invalid, "country", "is not a country")])
        #expect(completed { $0.countryCode = "XX" }.issues == [Failure(.invalid, "country_code", "is not a country")])
        #expect(
            completed { $0.province = "Bavaria" }.issues == [
                Failure(.invalid, "province", "is not a province of United States")
            ])
    }
}
