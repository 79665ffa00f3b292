extension Parser {
    /// Parses a number, whose sign or first digit is at the position.
    ///
    /// It is only converted here if its length or exponent leaves open whether it is finite: 308 digits before the
    /// point are below 10^308, and so within a `Double`.
    @inline(__always)
    mutating func parseNumber() throws(JSONError) {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        var magnitude = try skipIntegerDigits()
        var tag = Tape.Tag.integer
        if next == UInt8(ascii: ".") {
            position += 1
            _ = try skipDigits()
            tag = .decimal
        }
        if next | 0x20 == UInt8(ascii: "e") {
            magnitude += try parseExponent()
            tag = .decimal
        }
        if magnitude > 308 { try refuseInfinity(from: start) }
        try push(from: start, tag)
    }

    /// Moves over the digits before the point, and returns how many they are.
    ///
    /// A leading zero stands alone.
    @inline(__always)
    private mutating func skipIntegerDigits() throws(JSONError) -> Int {
        guard next == UInt8(ascii: "0") else { return try skipDigits() }
        position += 1
        guard !isDigit(next) else { throw unexpected() }
        return 1
    }

    /// Moves over one digit or more, and returns how many they are.
    @inline(__always)
    private mutating func skipDigits() throws(JSONError) -> Int {
        let start = position
        while isDigit(next) {
            position += 1
        }
        guard position > start else { throw unexpected() }
        return position - start
    }

    /// Where an exponent stops being counted.
    ///
    /// The value only decides whether to look closer, so it may be too small.
    private static let exponentMax = 1_000_000

    /// Parses `e`, sign and digits, and returns the exponent, cut at the limit.
    private mutating func parseExponent() throws(JSONError) -> Int {
        position += 1
        let isNegative = next == UInt8(ascii: "-")
        if isNegative || next == UInt8(ascii: "+") { position += 1 }
        let start = position
        _ = try skipDigits()
        var exponent = 0
        for index in start..<position where exponent < Self.exponentMax {
            exponent = exponent * 10 + Int(base[index] & 0xF)
        }
        return isNegative ? -exponent : exponent
    }

    @inline(never)
    private func refuseInfinity(from start: Int) throws(JSONError) {
        let literal = UnsafeRawBufferPointer(rebasing: tape.pointee.input[start..<position])
        guard NumberLiteral(literal).double.isFinite else { throw JSONError(.numberOutOfRange, at: start) }
    }

    @inline(__always)
    private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
