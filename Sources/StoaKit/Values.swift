/// An amount in the minor units of the store's currency: 1800 is 18.00 in USD.
public struct Money: Hashable, Comparable, Sendable {
    /// The amount; negative for what is owed the other way.
    public var minorUnits: Int64

    /// Creates an amount of minor units.
    public init(minorUnits: Int64) {
        self.minorUnits = minorUnits
    }

    /// No money.
    public static let zero = Money(minorUnits: 0)

    /// Orders by amount.
    public static func < (left: Money, right: Money) -> Bool {
        left.minorUnits < right.minorUnits
    }
}

/// A point in time, in microseconds since 1970-01-01T00:00:00Z.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    public var microseconds: Int64

    /// Creates a point in time.
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// Orders by time.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }
}

/// One JSON value as text.
///
/// What the host hands out is always valid.
public struct JSON: Hashable, Sendable {
    /// The text of the value.
    public var text: String

    /// Wraps a text that is one JSON value; the host refuses anything else.
    public init(_ text: String) {
        self.text = text
    }

    /// The JSON `null`.
    public static let null = JSON("null")
}

/// The currency of a store.
public struct Currency: Hashable, Sendable {
    /// The ISO 4217 code.
    public let code: String
    /// Decimal digits of the currency: USD 2, JPY 0, KWD 3.
    public let exponent: Int

    /// Creates a currency.
    public init(code: String, exponent: Int) {
        self.code = code
        self.exponent = exponent
    }
}
