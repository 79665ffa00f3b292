/// Why a text is no amount; `message` continues the field's name.
public enum MoneyError: Error, Sendable, Equatable {
    case notANumber
    case tooPrecise(Currency)
    case tooLarge

    /// The sentence for the client: "is not a number".
    public var message: String {
        switch self {
        case .notANumber: "is not a number"
        case .tooPrecise(let currency): "has more decimals than \(currency.code) allows"
        case .tooLarge: "is too large"
        }
    }
}

extension Money {
    /// How an amount is written.
    public enum Notation: Sendable {
        /// `-?digits(.digits)?`: the text of a JSON string, a form or a file.
        case text
        /// A number of RFC 8259 section 6, exponent included.
        case jsonNumber
    }

    /// Amounts are no longer than this, zeros included.
    public static let textBytesMax = 64

    /// Reads an amount exactly: `18`, `18.5` and `18.00` are the same amount of USD.
    ///
    /// Decimals beyond the currency's must be zeros, so nothing is ever rounded. No sign but a minus, no blanks, no
    /// thousands separators.
    public init(parsing bytes: UnsafeRawBufferPointer, as notation: Notation, currency: Currency) throws(MoneyError) {
        let decimal = try Decimal(bytes, notation)
        let shift = decimal.powerOfTen + currency.exponent
        guard decimal.digits != 0 else {
            self.init(uncheckedMinorUnits: 0, currency: currency)
            return
        }
        guard shift >= 0 else { throw .tooPrecise(currency) }
        guard !decimal.isOverlong, shift < Self.powersOfTen.count else { throw .tooLarge }
        let (minorUnits, overflow) = decimal.digits.multipliedReportingOverflow(by: Self.powersOfTen[shift])
        guard !overflow, minorUnits <= Self.minorUnitsMax else { throw .tooLarge }
        self.init(uncheckedMinorUnits: decimal.isNegative ? -minorUnits : minorUnits, currency: currency)
    }

    /// Reads an amount from text.
    public init(parsing text: String, as notation: Notation = .text, currency: Currency) throws(MoneyError) {
        let result = text.withBytes { bytes in
            Result { () throws(MoneyError) in try Money(parsing: bytes, as: notation, currency: currency) }
        }
        self = try result.get()
    }

    private static let powersOfTen: [Int64] = (0...18).map { (0..<$0).reduce(1) { power, _ in power * 10 } }
}

/// `digits` · 10^`powerOfTen`, where `digits` does not end in a zero unless it is zero.
///
/// Trailing zeros move into the power, so that "18.000" needs no division to see that it fits a currency.
private struct Decimal {
    var digits: Int64 = 0
    var powerOfTen = 0
    var isNegative = false
    /// There are more significant digits than an amount can have, and `digits` holds only the first of them.
    var isOverlong = false

    private var pendingZeros = 0

    init(_ bytes: UnsafeRawBufferPointer, _ notation: Money.Notation) throws(MoneyError) {
        guard bytes.count <= Money.textBytesMax else { throw .notANumber }
        var scanner = ByteScanner(bytes)
        isNegative = scanner.take("-")
        let startsWithZero = scanner.next == UInt8(ascii: "0")
        let wholeDigits = takeDigits(&scanner)
        guard wholeDigits > 0 else { throw .notANumber }
        guard notation == .text || wholeDigits == 1 || !startsWithZero else { throw .notANumber }
        if scanner.take(".") {
            let count = takeDigits(&scanner)
            guard count > 0 else { throw .notANumber }
            powerOfTen -= count
        }
        powerOfTen += pendingZeros
        if notation == .jsonNumber, scanner.take("e") || scanner.take("E") {
            powerOfTen += try Self.takeExponent(&scanner)
        }
        guard scanner.isAtEnd else { throw .notANumber }
    }

    /// Moves the next digits into the number and returns how many there were.
    private mutating func takeDigits(_ scanner: inout ByteScanner) -> Int {
        let start = scanner.position
        while let digit = scanner.digit() { append(Int64(digit)) }
        return scanner.position - start
    }

    private mutating func append(_ digit: Int64) {
        guard digit != 0 else {
            pendingZeros += 1
            return
        }
        for _ in 0..<pendingZeros { shift() }
        shift()
        if !isOverlong { digits += digit }
        pendingZeros = 0
    }

    private mutating func shift() {
        guard digits <= Money.minorUnitsMax else {
            isOverlong = true
            return
        }
        digits *= 10
    }

    private static func takeExponent(_ scanner: inout ByteScanner) throws(MoneyError) -> Int {
        let isNegative = scanner.take("-")
        if !isNegative { _ = scanner.take("+") }
        guard var exponent = scanner.digit() else { throw .notANumber }
        while let digit = scanner.digit() {
            // Far beyond what `textBytesMax` digits can bring back into range, so a larger number changes nothing.
            exponent = min(999, exponent * 10 + digit)
        }
        return isNegative ? -exponent : exponent
    }
}
