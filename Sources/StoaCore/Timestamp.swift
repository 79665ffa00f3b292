/// An instant, in microseconds since 1970-01-01T00:00:00Z.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Instants that four-digit years can write.
    public static let representable =
        Timestamp(
            microseconds: -62_135_596_800_000_000)...Timestamp(
            microseconds: 253_402_300_799_999_999)

    /// Microseconds since 1970-01-01T00:00:00Z, without leap seconds.
    public var microseconds: Int64

    /// An instant from its distance to 1970.
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// Whole seconds since 1970, rounded towards the past.
    public var seconds: Int64 { Self.floorDivide(microseconds, 1_000_000) }

    /// Whole days since 1970 in UTC, rounded towards the past.
    public var daysSince1970: Int { Int(Self.floorDivide(microseconds, 86_400_000_000)) }

    /// Earlier before later.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }

    static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
