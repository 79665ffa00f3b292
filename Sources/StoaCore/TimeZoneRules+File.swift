extension TimeZoneRules {
    /// Reads a file of the time zone database in the format TZif, version 2 or later (RFC 9636); nil for what is none.
    ///
    /// Leap seconds are left out, as in all times here.
    public init?(file: UnsafeRawBufferPointer) {
        guard let old = TZifBlock(file, at: 0, timeBytes: 4), old.version >= UInt8(ascii: "2"),
            let block = TZifBlock(file, at: old.end, timeBytes: 8)
        else { return nil }
        // The footer is a TZ string between two line feeds.
        let footer = UnsafeRawBufferPointer(rebasing: file[block.end...])
        guard footer.first == UInt8(ascii: "\n"), let end = footer.dropFirst().firstIndex(of: UInt8(ascii: "\n")) else {
            return nil
        }
        let text = UnsafeRawBufferPointer(rebasing: footer[1..<end])
        let ending = YearlyRule(parsing: text)
        guard ending != nil || text.isEmpty, let content = block.content() else { return nil }
        let isUsed = ending.map { $0.daylight != nil || $0.standard != content.offsets.last.map(Int.init) } ?? false
        self.init(changes: content.changes, offsets: content.offsets, ending: isUsed ? ending : nil)
    }
}

/// A header of TZif and the data behind it.
private struct TZifBlock {
    let version: UInt8
    /// Where the next block begins.
    let end: Int
    private let file: UnsafeRawBufferPointer
    private let start: Int
    private let timeBytes: Int
    private let timeCount: Int
    private let typeCount: Int

    private static let headerBytes = 44
    /// Bytes of a type of local time: offset, flag and abbreviation.
    private static let typeBytes = 6

    init?(_ file: UnsafeRawBufferPointer, at position: Int, timeBytes: Int) {
        guard file.count >= position + Self.headerBytes, file[position..<position + 4].elementsEqual("TZif".utf8) else {
            return nil
        }
        let counts = (0..<6).map { index in
            Int(file.loadUnaligned(fromByteOffset: position + 20 + index * 4, as: UInt32.self).bigEndian)
        }
        // Of what the format can say far more than any place has had.
        guard counts.allSatisfy({ $0 <= 100_000 }) else { return nil }
        let (utc, standard, leaps, times, types, characters) = (
            counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]
        )
        self.file = file
        self.timeBytes = timeBytes
        version = file[position + 4]
        start = position + Self.headerBytes
        timeCount = times
        typeCount = types
        end =
            start + times * (timeBytes + 1) + types * Self.typeBytes + characters + leaps * (timeBytes + 4) + standard
            + utc
        guard end <= file.count, types > 0 else { return nil }
    }

    /// What changes when; nil if that is not in order.
    func content() -> (changes: [Int64], offsets: [Int32])? {
        var changes: [Int64] = []
        // The first type is what counts before the first change.
        guard var offset = offset(ofType: 0) else { return nil }
        var offsets = [offset]
        for index in 0..<timeCount {
            let time = Int64(bigEndian: file.loadUnaligned(fromByteOffset: start + index * timeBytes, as: Int64.self))
            let type = Int(file[start + timeCount * timeBytes + index])
            guard let next = self.offset(ofType: type), time > changes.last ?? .min else { return nil }
            // Only its name changes, or whether it is called daylight saving time.
            guard next != offset else { continue }
            offset = next
            changes.append(time)
            offsets.append(next)
        }
        return (changes, offsets)
    }

    private func offset(ofType type: Int) -> Int32? {
        guard type < typeCount else { return nil }
        let position = start + timeCount * (timeBytes + 1) + type * Self.typeBytes
        let offset = Int32(bigEndian: file.loadUnaligned(fromByteOffset: position, as: Int32.self))
        return abs(Int64(offset)) < 86_400 ? offset : nil
    }
}
