/// Reads bytes from left to right.
///
/// What does not match is left where it is.
struct ByteScanner {
    private let bytes: UnsafeRawBufferPointer
    private(set) var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    /// The next byte, which stays.
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Takes `character` if it is next.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// Takes the next byte, which there must be.
    mutating func skip() { position += 1 }

    /// Takes an ASCII digit if one is next.
    mutating func digit() -> Int? {
        guard let byte = next, byte &- UInt8(ascii: "0") < 10 else { return nil }
        position += 1
        return Int(byte &- UInt8(ascii: "0"))
    }

    /// Takes exactly `count` digits; nil if there are fewer, of which some may have been taken.
    mutating func number(digits count: Int) -> Int? {
        var number = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            number = number * 10 + digit
        }
        return number
    }
}
