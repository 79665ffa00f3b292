extension Timestamp: CustomStringConvertible {
    /// Length of what `append(to:offsetSeconds:)` writes.
    public static let formattedBytes = 25

    /// Appends `2024-01-02T03:04:05+00:00`, cut to seconds, without allocating beyond the array's own growth.
    ///
    /// `offsetSeconds` is the distance east of UTC that the reader wants to see; it is cut to whole minutes and to less
    /// than a day, so what is written is the same instant whatever is passed. Instants outside `representable` are
    /// written as its nearest end.
    public func append(to bytes: inout [UInt8], offsetSeconds: Int = 0) {
        let offsetMinutes = max(-1439, min(1439, offsetSeconds / 60))
        let shifted = seconds + Int64(offsetMinutes * 60)
        let local = max(Self.representable.lowerBound.seconds, min(Self.representable.upperBound.seconds, shifted))
        let days = Self.floorDivide(local, 86_400)
        let date = CivilDate(daysSince1970: Int(days))
        let second = Int(local - days * 86_400)
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.formattedBytes) { buffer in
            var writer = DigitWriter(buffer: buffer)
            writer.pair(date.year / 100)
            writer.pair(date.year % 100)
            writer.mark("-", thenPair: date.month)
            writer.mark("-", thenPair: date.day)
            writer.mark("T", thenPair: second / 3600)
            writer.mark(":", thenPair: second / 60 % 60)
            writer.mark(":", thenPair: second % 60)
            writer.mark(offsetMinutes < 0 ? "-" : "+", thenPair: abs(offsetMinutes) / 60)
            writer.mark(":", thenPair: abs(offsetMinutes) % 60)
            bytes.append(contentsOf: buffer)
        }
    }

    /// The instant in UTC.
    public var description: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Writes pairs of digits one after the other; every byte of the buffer is trivial, so plain stores initialise it.
private struct DigitWriter {
    let buffer: UnsafeMutableBufferPointer<UInt8>
    var position = 0

    mutating func pair(_ number: Int) {
        buffer[position] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: number / 10)
        buffer[position + 1] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: number % 10)
        position += 2
    }

    mutating func mark(_ mark: Unicode.Scalar, thenPair number: Int) {
        buffer[position] = UInt8(ascii: mark)
        position += 1
        pair(number)
    }
}
