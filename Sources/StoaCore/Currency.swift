/// A currency of ISO 4217.
public struct Currency: Sendable, Hashable {
    /// Decimal digits of its minor unit: USD 2, JPY 0, KWD 3.
    public let exponent: Int
    /// The three letters, first letter in the highest byte.
    private let packed: UInt32

    /// A currency by its three capital letters, or nil if ISO 4217 has no such currency.
    public init?(code: String) {
        guard let packed = Self.pack(code.utf8), let exponent = Self.exponents[packed] else { return nil }
        self.init(packed: packed, exponent: exponent)
    }

    private init(packed: UInt32, exponent: UInt8) {
        self.packed = packed
        self.exponent = Int(exponent)
    }

    /// Three capital letters.
    public var code: String {
        String(
            decoding: [
                UInt8(truncatingIfNeeded: packed >> 16), UInt8(truncatingIfNeeded: packed >> 8),
                UInt8(truncatingIfNeeded: packed),
            ], as: UTF8.self)
    }

    /// Every known currency, by code.
    public static let all: [Currency] = exponents.map { Currency(packed: $0.key, exponent: $0.value) }
        .sorted { $0.packed < $1.packed }

    private static func pack(_ letters: some Collection<UInt8>) -> UInt32? {
        guard letters.count == 3 else { return nil }
        return letters.reduce(0) { $0 << 8 | UInt32($1) }
    }
}

extension Currency {
    private static let exponents: [UInt32: UInt8] = {
        var table: [UInt32: UInt8] = [:]
        for (exponent, codes) in [(2, twoDigits), (0, noDigits), (3, threeDigits), (4, fourDigits)] {
            for code in codes.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
                guard let packed = pack(code.utf8) else { preconditionFailure("\(code) is no currency code") }
                table[packed] = UInt8(exponent)
            }
        }
        return table
    }()

    // ISO 4217 list one as of 2026-01-01, without metals, units of account and test codes, which have no minor
    // unit. ANG and BGN were withdrawn in 2025 and 2026 and stay, because amounts in them are still on file.
    private static let twoDigits = """
        AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
        CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF
        IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN
        MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS
        SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
        """
    private static let noDigits = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
    private static let threeDigits = "BHD IQD JOD KWD LYD OMR TND"
    private static let fourDigits = "CLF UYW"
}
