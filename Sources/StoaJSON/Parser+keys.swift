import Glibc

extension Parser {
    /// The members up to which keys are compared with each other; beyond, hashing is quicker.
    private static let comparedMembersMax = 32

    /// Throws `.duplicateKey` if two keys of a complete object are equal once unescaped.
    ///
    /// O(n).
    @inline(__always)
    func refuseDuplicateKeys(ofObjectAt index: Int) throws(JSONError) {
        let count = Int(tape.pointee.nodes[index].count)
        guard count > 1 else { return }
        let duplicate =
            count > Self.comparedMembersMax
            ? duplicateByHash(ofObjectAt: index, count: count) : duplicateByComparison(ofObjectAt: index, count: count)
        guard let duplicate else { return }
        let key = tape.pointee.nodes[duplicate]
        throw JSONError(.duplicateKey, at: Int(key.start), detail: excerpt(of: tape.pointee.string(of: key)))
    }

    /// Compares a key with those before it, but only if one of them has the same length and ends, modulo 64.
    ///
    /// That filter leaves about one comparison for ten keys of a usual object.
    private func duplicateByComparison(ofObjectAt index: Int, count: Int) -> Int? {
        var seen: UInt64 = 0
        var key = index + 1
        for _ in 0..<count {
            let bytes = tape.pointee.string(of: tape.pointee.nodes[key])
            let bit = UInt64(1) << UInt64(filter(bytes))
            if seen & bit != 0, isEarlierKey(bytes, ofObjectAt: index, before: key) { return key }
            seen |= bit
            key = tape.pointee.successor(of: key + 1)
        }
        return nil
    }

    @inline(__always)
    private func filter(_ key: UnsafeRawBufferPointer) -> Int {
        guard let first = key.first else { return 0 }
        return (Int(first) &* 5 ^ Int(key[key.count - 1]) &* 3 ^ key.count &* 7) & 63
    }

    private func isEarlierKey(_ bytes: UnsafeRawBufferPointer, ofObjectAt index: Int, before end: Int) -> Bool {
        var key = index + 1
        while key < end {
            if tape.pointee.string(of: tape.pointee.nodes[key]).isEqual(to: bytes) { return true }
            key = tape.pointee.successor(of: key + 1)
        }
        return false
    }

    /// Puts the keys into a table of indices, at most half full, with linear probing.
    ///
    /// `Hasher` is seeded per process, so a client cannot choose keys that meet in the table.
    private func duplicateByHash(ofObjectAt index: Int, count: Int) -> Int? {
        let mask = 1 << (Int.bitWidth - (count * 2 - 1).leadingZeroBitCount) - 1
        var table = [UInt32](repeating: 0, count: mask + 1)
        var key = index + 1
        for _ in 0..<count {
            let bytes = tape.pointee.string(of: tape.pointee.nodes[key])
            var hasher = Hasher()
            hasher.combine(bytes: bytes)
            var slot = hasher.finalize() & mask
            while table[slot] != 0 {
                if tape.pointee.string(of: tape.pointee.nodes[Int(table[slot])]).isEqual(to: bytes) { return key }
                slot = (slot + 1) & mask
            }
            table[slot] = UInt32(truncatingIfNeeded: key)
            key = tape.pointee.successor(of: key + 1)
        }
        return nil
    }

    /// The start of a key for an error message, which must not grow with the input.
    private func excerpt(of key: UnsafeRawBufferPointer) -> String {
        let scalarsMax = 40
        let text = String(decoding: key.prefix((scalarsMax + 1) * 4), as: UTF8.self)
        guard text.unicodeScalars.count > scalarsMax else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(scalarsMax))) + "…"
    }
}

extension UnsafeRawBufferPointer {
    /// Whether both hold the same bytes.
    @inline(__always)
    func isEqual(to other: UnsafeRawBufferPointer) -> Bool {
        guard count == other.count else { return false }
        guard let start = baseAddress, let otherStart = other.baseAddress else { return true }
        return memcmp(start, otherStart, count) == 0
    }
}
