/// Eight bytes of text at once, the first in the lowest bits: the search for bytes that end a run of plain text.
///
/// Borrows of the subtractions run upwards only, so the lowest marked byte is always right, and it alone is used.
struct ByteWord {
    private static let highBits: UInt64 = 0x8080_8080_8080_8080
    private static let ones: UInt64 = 0x0101_0101_0101_0101

    private let bits: UInt64

    @inline(__always)
    init(at bytes: UnsafeRawPointer) {
        bits = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    }

    /// How many bytes precede the first quote, backslash, control character or byte above ASCII; 8 if there is none.
    @inline(__always)
    var plainASCIICount: Int {
        ((specials | bits) & Self.highBits).trailingZeroBitCount >> 3
    }

    /// How many bytes precede the first quote, backslash or control character; 8 if there is none.
    @inline(__always)
    var unescapedCount: Int {
        (specials & ~bits & Self.highBits).trailingZeroBitCount >> 3
    }

    /// Has the high bit of each ASCII byte that is a quote, a backslash or below U+0020.
    @inline(__always)
    private var specials: UInt64 {
        let quote = (bits ^ Self.ones &* UInt64(UInt8(ascii: "\""))) &- Self.ones
        let backslash = (bits ^ Self.ones &* UInt64(UInt8(ascii: "\\"))) &- Self.ones
        let control = bits &- Self.ones &* 0x20
        return quote | backslash | control
    }
}
