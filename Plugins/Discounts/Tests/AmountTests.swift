import Discounts
import StoaKit
import Testing

@Suite struct AmountTests {
    @Test(arguments: [
        ("-10", "-10.0"), ("-10.0", "-10.0"), ("-10.00", "-10.0"), ("0", "0.0"), ("-0", "0.0"), ("0.5", "0.5"),
        ("-33.33", "-33.33"), ("007", "7.0"), ("-0.0001", "-0.0001"), ("1.10000000", "1.1"),
        ("-999999999999.9999", "-999999999999.9999"),
    ])
    func `a number is written with as few digits as it needs, but one behind the point`(text: String, shown: String) {
        #expect(Amount(text)?.text == shown)
    }

    @Test(arguments: [
        "", "-", "ten", "1.", ".5", "+1", "--1", "1.2.3", "1e2", " 1", "1 ", "1,5", "٣", "0.00001", "1234567890123",
        "NaN",
    ])
    func `what is no plain decimal number of that size is none`(text: String) {
        #expect(Amount(text) == nil)
    }

    @Test(arguments: [("-10", 0), ("-10.0", 0), ("-1.5", 1), ("-1.25", 2), ("0.0001", 4)])
    func `only digits that count are counted`(text: String, digits: Int) {
        #expect(Amount(text)?.digitsBehindPoint == digits)
    }

    @Test func `numbers and strings of JSON are read, and nothing else`() {
        #expect(Amount(JSON("-10.5"))?.text == "-10.5")
        #expect(Amount(JSON(#""-10.5""#))?.text == "-10.5")
        for other in ["null", "true", "[1]", "{}", #""x""#] { #expect(Amount(JSON(other)) == nil) }
    }
}
