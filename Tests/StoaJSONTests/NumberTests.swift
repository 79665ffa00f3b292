import StoaJSON
import Testing

@Suite struct NumberTests {
    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("1", 1), ("-1", -1), ("9007199254740993", 9_007_199_254_740_993),
            ("9223372036854775807", .max), ("-9223372036854775808", .min), ("-9223372036854775807", -.max),
        ] as [(String, Int64)])
    func `an integer is exact`(source: String, value: Int64) throws {
        #expect(try parsing(source) { $0.int } == value)
    }

    @Test(arguments: [
        "9223372036854775808", "-9223372036854775809", "18446744073709551616", "92233720368547758070", "5.0", "1e3",
        "1E0", "-0.0", "null", "true", "\"1\"", "[1]",
    ])
    func `what is not an integer of 64 bits has none`(source: String) throws {
        #expect(try parsing(source) { $0.int } == nil)
    }

    @Test(
        arguments: [
            ("0", 0), ("1.5", 1.5), ("-2", -2), ("1e3", 1000), ("1E+3", 1000), ("25e-1", 2.5), ("19.99", 19.99),
            ("0.1", 0.1), ("9007199254740993", 9_007_199_254_740_992), ("1e22", 1e22), ("1e23", 1e23), ("1e-22", 1e-22),
            ("123456789012345678901234567890", 1.2345678901234568e29),
            ("2.2250738585072011e-308", Double.leastNormalMagnitude.nextDown),
            ("2.2250738585072012e-308", Double.leastNormalMagnitude), ("5e-324", Double.leastNonzeroMagnitude),
            ("2e-324", 0), ("1e-400", 0),
            ("1.7976931348623157e308", Double.greatestFiniteMagnitude), ("0e999999", 0), ("1e-99999999999999999999", 0),
            ("179769313486231570814e288", Double.greatestFiniteMagnitude),
            ("1.00000000000000011102230246251565404236316680908203125", 1),
            ("1.00000000000000011102230246251565404236316680908203126", 1.0000000000000002),
        ] as [(String, Double)])
    func `a number is read as the nearest double`(source: String, value: Double) throws {
        #expect(try parsing(source) { $0.double } == value)
    }

    @Test func `minus zero keeps its sign as a double`() throws {
        for source in ["-0", "-0.0", "-0e5"] {
            #expect(try parsing(source) { $0.double?.sign } == .minus)
        }
    }

    @Test(arguments: [
        "1e309", "-1e309", "1e400", "1.8e308", "1.7976931348623159e308", "0.1e310", "123456789e301",
        "1e99999999999999999999", "-1e+18446744073709551617",
    ])
    func `a number beyond a finite double is refused where it begins`(source: String) {
        let error = refusal(of: "[\(source)]")
        #expect(error?.kind == .numberOutOfRange)
        #expect(error?.offset == 1)
    }

    @Test func `digits alone are refused or not by their value and not by their number`() throws {
        let nines = String(repeating: "9", count: 308)
        #expect(try parsing(nines) { $0.double } == Double(nines))
        #expect(refusal(of: nines + "9")?.kind == .numberOutOfRange)
        #expect(refusal(of: "1" + String(repeating: "0", count: 308)) == nil)
        let zeros = String(repeating: "0", count: 100_000)
        #expect(try parsing("1\(zeros)e-100000") { $0.double } == 1)
        #expect(try parsing("0.\(zeros)1e100001") { $0.double } == 1)
        #expect(try parsing("1.\(zeros)1") { $0.double } == 1)
        #expect(refusal(of: "1\(zeros)")?.kind == .numberOutOfRange)
    }

    @Test func `the fast path and the standard library read the same`() throws {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<200_000 {
            var source = Bool.random(using: &random) ? "-" : ""
            source += digits(using: &random)
            if Bool.random(using: &random) { source += "." + digits(using: &random) }
            if Bool.random(using: &random) { source += "e\(Int.random(in: -40...40, using: &random))" }
            let value = try parsing(source) { $0.double }
            guard value?.bitPattern == Double(source)?.bitPattern else {
                Issue.record("\(source) is read as \(String(describing: value))")
                return
            }
        }
    }

    /// An integer of any length up to 20 digits.
    private func digits(using random: inout SeededGenerator) -> String {
        let shift = UInt64.random(in: 0..<64, using: &random)
        return String(random.next() >> shift)
    }

    @Test func `every double is read back as it was written`() throws {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<200_000 {
            let double = Double(bitPattern: random.next())
            guard double.isFinite else { continue }
            var source: [UInt8] = []
            source.append(double: double)
            let (read, int) = try parsing(source) { ($0.double, $0.int) }
            guard read?.bitPattern == double.bitPattern, int == nil else {
                Issue.record("\(double) is read as \(String(describing: read))")
                return
            }
        }
    }
}
