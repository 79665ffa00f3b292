/// Finds the index of a name by its bytes, without making a String: open addressing, at most a quarter full.
package struct NameLookup: Sendable {
    private let names: [[UInt8]]
    private let slots: [Int16]

    package init(_ names: [String]) {
        self.names = names.map { Array($0.utf8) }
        var size = 16
        while size < names.count * 4 { size *= 2 }
        var slots = [Int16](repeating: -1, count: size)
        for (index, name) in self.names.enumerated() {
            var slot = name.withUnsafeBytes { NameLookup.hash($0) } & (size - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Int16(index)
        }
        self.slots = slots
    }

    package func index(of name: UnsafeRawBufferPointer) -> Int? {
        var slot = NameLookup.hash(name) & (slots.count - 1)
        while slots[slot] >= 0 {
            let candidate = Int(slots[slot])
            if names[candidate].count == name.count, names[candidate].elementsEqual(name) { return candidate }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// FNV-1a.
    ///
    /// Keys come from clients, but the table's content does not, so no seed is needed against flooding.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int(truncatingIfNeeded: hash & 0x7fff_ffff)
    }
}
