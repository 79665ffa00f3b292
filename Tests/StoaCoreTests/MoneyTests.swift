import StoaCore
import Testing

struct CurrencyTests {
    @Test(arguments: [
        ("USD", 2), ("EUR", 2), ("GBP", 2), ("JPY", 0), ("KRW", 0), ("CLP", 0), ("ISK", 0), ("VND", 0), ("KWD", 3),
        ("BHD", 3), ("TND", 3), ("CLF", 4), ("UYW", 4), ("MGA", 2), ("XCG", 2), ("HUF", 2),
    ])
    func `a currency has the decimals of ISO 4217`(code: String, exponent: Int) {
        #expect(Currency(code: code)?.exponent == exponent)
        #expect(Currency(code: code)?.code == code)
    }

    @Test(arguments: ["", "US", "USDX", "usd", "XXX", "XAU", "ZZZ", "DEM", "€", "U D", "ＵＳＤ"])
    func `other codes are no currencies`(code: String) {
        #expect(Currency(code: code) == nil)
    }

    @Test func `the table holds every code once`() {
        let codes = Currency.all.map(\.code)
        #expect(codes == Set(codes).sorted())
        #expect(codes.count == 166)
    }
}

struct MoneyTests {
    private func parse(_ text: String, _ code: String, _ notation: Money.Notation = .text) throws -> Result<
        Int64, MoneyError
    > {
        let currency = try #require(Currency(code: code))
        return Result { () throws(MoneyError) in
            try Money(parsing: text, as: notation, currency: currency).minorUnits
        }
    }

    @Test(arguments: [
        ("18.00", "USD", 1800), ("18", "USD", 1800), ("18.5", "USD", 1850), ("-10.0", "USD", -1000), ("0", "USD", 0),
        ("-0", "USD", 0), ("0.00", "USD", 0), ("0.01", "USD", 1), ("0.10", "USD", 10), ("18.000", "USD", 1800),
        ("18.50000000000000000000000000000000", "USD", 1850), ("007.5", "USD", 750), ("100", "JPY", 100),
        ("100.00", "JPY", 100), ("1", "KWD", 1000), ("1.234", "KWD", 1234), ("0.0001", "CLF", 1),
        ("1000000", "USD", 100_000_000), ("90071992547409.92", "USD", 9_007_199_254_740_992),
        ("-90071992547409.92", "USD", -9_007_199_254_740_992), ("9007199254740992", "JPY", 9_007_199_254_740_992),
        ("0.000000000000000000000000000000", "USD", 0),
    ])
    func `an amount is read to the last minor unit`(text: String, code: String, minorUnits: Int64) throws {
        #expect(try parse(text, code) == .success(minorUnits))
    }

    @Test(arguments: [
        ("1e3", 100_000), ("1E3", 100_000), ("1e+3", 100_000), ("1.8e1", 1800), ("1800e-2", 1800), ("18.00", 1800),
        ("0e999999999", 0), ("0.5", 50), ("-1e0", -100), ("1000e-5", 1),
    ])
    func `a JSON number may have an exponent`(text: String, minorUnits: Int64) throws {
        #expect(try parse(text, "USD", .jsonNumber) == .success(minorUnits))
    }

    @Test(arguments: [
        "", "-", "+5", " 18", "18 ", "1,000", "1.", ".5", "-.5", "1.2.3", "--1", "abc", "1e3", "NaN", "inf", "0x10",
        "５",
        "٣", "1_000", "$18", "18.0a", "1\0", "0000000000000000000000000000000000000000000000000000000000000000001",
    ])
    func `what is no number is refused as text`(text: String) throws {
        #expect(try parse(text, "USD") == .failure(.notANumber))
    }

    @Test(arguments: ["", "01", "-01", "00.5", "1e", "1e+", "1e-", "1e3.0", "1e3x", "e3", "+1", ".5", "1.", " 1"])
    func `what JSON does not call a number is refused`(text: String) throws {
        #expect(try parse(text, "USD", .jsonNumber) == .failure(.notANumber))
    }

    @Test(arguments: [
        ("18.001", "USD"), ("0.5", "JPY"), ("1.2345", "KWD"), ("0.00001", "CLF"), ("9007199254740993.0001", "USD"),
    ])
    func `more decimals than the currency has are refused`(text: String, code: String) throws {
        let currency = try #require(Currency(code: code))
        #expect(try parse(text, code) == .failure(.tooPrecise(currency)))
    }

    @Test(arguments: [
        "90071992547409.93", "-90071992547409.93", "9223372036854775807", "18446744073709551617",
        "99999999999999999999999999999999", "1000000000000000000000000000000",
    ])
    func `amounts beyond 2^53 minor units are refused`(text: String) throws {
        #expect(try parse(text, "USD") == .failure(.tooLarge))
    }

    @Test(arguments: ["1e15", "1e999999999999", "1e18", "123e17"])
    func `an exponent can't make an amount too large`(text: String) throws {
        #expect(try parse(text, "USD", .jsonNumber) == .failure(.tooLarge))
    }

    @Test(arguments: ["1e-3", "1e-999999999999", "15e-3"])
    func `an exponent can't make an amount too precise`(text: String) throws {
        let usd = try #require(Currency(code: "USD"))
        #expect(try parse(text, "USD", .jsonNumber) == .failure(.tooPrecise(usd)))
    }

    @Test func `refusals are sentences that continue the field's name`() throws {
        let usd = try #require(Currency(code: "USD"))
        #expect(MoneyError.notANumber.message == "is not a number")
        #expect(MoneyError.tooPrecise(usd).message == "has more decimals than USD allows")
        #expect(MoneyError.tooLarge.message == "is too large")
    }

    @Test(arguments: [
        (1800, "USD", "18.00"), (-1800, "USD", "-18.00"), (0, "USD", "0.00"), (5, "USD", "0.05"), (-5, "USD", "-0.05"),
        (100, "JPY", "100"), (0, "JPY", "0"), (-7, "JPY", "-7"), (1000, "KWD", "1.000"), (1, "CLF", "0.0001"),
        (9_007_199_254_740_992, "USD", "90071992547409.92"),
    ])
    func `an amount is written with exactly the currency's decimals`(minorUnits: Int64, code: String, text: String)
        throws
    {
        let currency = try #require(Currency(code: code))
        #expect(Money(minorUnits: minorUnits, currency: currency)?.text == text)
    }

    @Test(arguments: [
        (Int64.min, 0, "-9223372036854775808"), (Int64.min, 18, "-9.223372036854775808"),
        (1, 18, "0.000000000000000001"),
    ])
    func `any integer can be written with any exponent`(minorUnits: Int64, exponent: Int, expected: String) {
        #expect(text { Money.append(minorUnits, exponent: exponent, to: &$0) } == expected)
    }

    @Test(arguments: [.max, .min, 9_007_199_254_740_993, -9_007_199_254_740_993] as [Int64])
    func `an amount of minor units has the same bounds`(minorUnits: Int64) throws {
        let usd = try #require(Currency(code: "USD"))
        #expect(Money(minorUnits: minorUnits, currency: usd) == nil)
    }

    @Test func `what is written is read back in both notations`() throws {
        var random = SeededGenerator(state: 3)
        for _ in 0..<20_000 {
            let currency = try #require(Currency.all.randomElement(using: &random))
            let bits = Int64.random(in: 0...53, using: &random)
            let magnitude = Int64.random(in: 0...(1 << bits), using: &random)
            let amount = try #require(
                Money(minorUnits: Bool.random(using: &random) ? magnitude : -magnitude, currency: currency))
            #expect(try Money(parsing: amount.text, currency: currency) == amount)
            #expect(try Money(parsing: amount.text, as: .jsonNumber, currency: currency) == amount)
        }
    }
}
