import PriceLists
import StoaKit
import Testing

private let usd = Currency(code: "USD", exponent: 2)

@Suite struct PriceListRuleTests {
    private func prepared(_ change: (inout PriceList) -> Void) throws(Failures) -> PriceList {
        var list = PriceList()
        change(&list)
        try preparePriceList(&list, Change())
        return list
    }

    @Test func `a list is looked up by whom it is for, and until it ends`() throws {
        let end = Timestamp(microseconds: 5_000_000)
        #expect(try prepared { _ in }.audienceKey == "everybody")
        #expect(try prepared { $0.customerID = 7 }.audienceKey == "customer:7")
        #expect(try prepared { $0.groupID = 8 }.audienceKey == "customer_group:8")
        #expect(try prepared { $0.endsAt = end }.effectiveUntil == end)
        #expect(try prepared { _ in }.effectiveUntil.text == "9999-12-31T23:59:59Z")
    }

    @Test func `a list that is no longer for a customer, or no longer ends, is looked up anew`() throws {
        var list = try prepared { ($0.customerID, $0.endsAt) = (7, Timestamp(microseconds: 0)) }
        (list.customerID, list.endsAt) = (nil, nil)
        try preparePriceList(&list, Change(before: list))
        #expect(list.audienceKey == "everybody" && list.effectiveUntil.text == "9999-12-31T23:59:59Z")
    }

    @Test func `all that contradicts itself is told at once`() {
        let failures = #expect(throws: Failures.self) {
            try prepared {
                ($0.customerID, $0.groupID) = (7, 8)
                ($0.startsAt, $0.endsAt) = (Timestamp(microseconds: 1), Timestamp(microseconds: 1))
            }
        }
        #expect(
            failures?.issues == [
                Failure(.invalid, "customer_group_id", "can't be used together with customer_id"),
                Failure(.invalid, "ends_at", "must be after starts_at"),
            ])
    }
}

@Suite struct SentPriceTests {
    @Test(
        arguments: [
            (#"{"variant_id":7,"price":"12.5"}"#, 7, 1, 1_250), (#"{"variant_id":"7","price":12.50}"#, 7, 1, 1_250),
            (#"{"variant_id":7,"price":0,"min_quantity":null}"#, 7, 1, 0),
            (#"{"variant_id":7,"price":"3","min_quantity":"20"}"#, 7, 20, 300),
            (#"{"variant_id":7,"price":"3","min_quantity":1000000000,"id":5}"#, 7, 1_000_000_000, 300),
        ] as [(String, Int64, Int64, Int64)])
    func `a price is read`(json: String, variant: Int64, quantity: Int64, units: Int64) throws {
        let sent = try SentPrice.list(JSON("[\(json)]"), usd)
        #expect(sent.map(\.place) == [SentPrice.Place(variantID: variant, minQuantity: quantity)])
        #expect(sent.map(\.price.minorUnits) == [units])
    }

    @Test(
        arguments: [
            ("{}", ["variant_id", "price"]), ("7", ["variant_id", "price"]),
            (#"{"variant_id":7}"#, ["price"]), (#"{"variant_id":7,"price":"ten"}"#, ["price"]),
            (#"{"variant_id":7,"price":"1.001"}"#, ["price"]), (#"{"variant_id":7,"price":"-0.01"}"#, ["price"]),
            (#"{"variant_id":7,"price":"90071992547409.93"}"#, ["price"]),
            (#"{"variant_id":7,"price":[1]}"#, ["price"]),
            (#"{"variant_id":7.5,"price":"1"}"#, ["variant_id"]), (#"{"variant_id":null,"price":"1"}"#, ["variant_id"]),
            (#"{"variant_id":7,"price":"1","min_quantity":0}"#, ["min_quantity"]),
            (#"{"variant_id":7,"price":"1","min_quantity":1.5}"#, ["min_quantity"]),
            (#"{"variant_id":7,"price":"1","min_quantity":1000000001}"#, ["min_quantity"]),
            (#"{"variant_id":"x","price":"","min_quantity":"many"}"#, ["variant_id", "price", "min_quantity"]),
        ])
    func `what is wrong with a price is told with its place`(json: String, fields: [String]) {
        let failures = #expect(throws: Failures.self) {
            try SentPrice.list(JSON(#"[{"variant_id":1,"price":"1"},\#(json)]"#), usd)
        }
        #expect(failures?.issues.map(\.field) == fields.map { "prices[1].\($0)" })
    }

    @Test func `one quantity has one price`() {
        let json =
            #"[{"variant_id":1,"price":"1"},{"variant_id":1,"price":"2","min_quantity":2},{"variant_id":1,"price":"1"}]"#
        #expect(throws: Failures.invalid("prices[2].min_quantity", "has already been taken")) {
            try SentPrice.list(JSON(json), usd)
        }
    }

    @Test(arguments: ["[]", "{}", "null", "7"]) func `there must be a list`(json: String) {
        #expect(throws: Failures.malformed("prices", "Required parameter missing or invalid")) {
            try SentPrice.list(JSON(json), usd)
        }
        #expect(throws: Failures.malformed("prices", "Required parameter missing or invalid")) {
            try SentPrice.list(nil, usd)
        }
    }

    @Test func `there are at most 250`() throws {
        let json = (1...251).map { #"{"variant_id":\#($0),"price":"1"}"# }
        #expect(try SentPrice.list(JSON("[\(json.dropLast().joined(separator: ","))]"), usd).count == 250)
        #expect(throws: Failures.invalid("prices", "must be at most 250")) {
            try SentPrice.list(JSON("[\(json.joined(separator: ","))]"), usd)
        }
    }
}
