/// Ids that receivers see; both are UUIDs of version 8 (RFC 9562 section 5.8).
package enum Identity {
    /// The id of an event: the same in every delivery of it, and no other store has it.
    ///
    /// `store` is at least eight bytes that are this store's own; `sequence`, the event's place in it, can be read back.
    package static func event(_ sequence: Int64, store: [UInt8]) -> String {
        uuid(Array(store.prefix(8)) + bytes(of: UInt64(bitPattern: sequence)))
    }

    /// The place of the event with this id; nil if no event of this store has it.
    package static func sequence(ofEvent id: String, store: [UInt8]) -> Int64? {
        let digits = id.utf8.filter { $0 != UInt8(ascii: "-") }
        guard digits.count == 32, let low = UInt64(String(decoding: digits.suffix(16), as: UTF8.self), radix: 16) else {
            return nil
        }
        let sequence = Int64(low & 0x3FFF_FFFF_FFFF_FFFF)
        return event(sequence, store: store) == id.lowercased() ? sequence : nil
    }

    /// The id of a message from 16 bytes that depend on subscription and event alone, so that replays carry it too.
    package static func message(_ hash: [UInt8]) -> String {
        uuid(Array(hash.prefix(16)))
    }

    private static func bytes(of number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * $0)) }
    }

    private static func uuid(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (place, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(place) { text.append(UInt8(ascii: "-")) }
            var byte = byte
            if place == 6 { byte = byte & 0x0F | 0x80 }
            if place == 8 { byte = byte & 0x3F | 0x80 }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
