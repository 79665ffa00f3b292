/// An amount of one currency, in minor units; never floating point.
public struct Money: Sendable, Hashable {
    /// Largest distance from zero: what a JSON number holds exactly in every client.
    public static let minorUnitsMax: Int64 = 1 << 53

    /// Cents, pence, or whole units where the currency has none smaller.
    public let minorUnits: Int64
    /// Decides where the decimal point is.
    public let currency: Currency

    /// An amount, or nil if it is more than `minorUnitsMax` from zero.
    public init?(minorUnits: Int64, currency: Currency) {
        guard minorUnits.magnitude <= Self.minorUnitsMax.magnitude else { return nil }
        self.minorUnits = minorUnits
        self.currency = currency
    }

    /// For amounts whose distance from zero has been checked.
    init(uncheckedMinorUnits minorUnits: Int64, currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    /// Appends the decimal text with exactly the currency's decimals: `18.00`, `100` for JPY, `-1.000` for KWD.
    public func append(to bytes: inout [UInt8]) {
        Self.append(minorUnits, exponent: currency.exponent, to: &bytes)
    }

    /// Appends `minorUnits` with `exponent` decimals, 0...18, for callers that have no more than the two numbers.
    ///
    /// Allocates nothing beyond the array's own growth.
    public static func append(_ minorUnits: Int64, exponent: Int, to bytes: inout [UInt8]) {
        // Sign, 19 digits and the point, or 20 digits' worth of leading zeros.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { buffer in
            var start = buffer.count
            var rest = minorUnits.magnitude
            var count = 0
            while rest > 0 || count <= exponent {
                if count == exponent, exponent > 0 {
                    start -= 1
                    buffer[start] = UInt8(ascii: ".")
                }
                start -= 1
                buffer[start] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
                count += 1
            }
            if minorUnits < 0 {
                start -= 1
                buffer[start] = UInt8(ascii: "-")
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[start...]))
        }
    }

    /// The decimal text, without the currency.
    public var text: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
