/// What string literals stand for (GraphQL specification of October 2021, section 2.9.4).
enum StringLiteral {
    /// The value of a string in single quotes, which lie in `range` too.
    static func plain(_ source: [UInt8], _ range: Range<Int>, _ lexer: Lexer) throws(GraphQLError) -> String {
        var out: [UInt8] = []
        var index = range.lowerBound + 1
        let end = range.upperBound - 1
        while index < end {
            let byte = source[index]
            index += 1
            guard byte == UInt8(ascii: "\\") else {
                out.append(byte)
                continue
            }
            let escape = source[index]
            index += 1
            switch escape {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(escape)
            case UInt8(ascii: "b"): out.append(0x08)
            case UInt8(ascii: "f"): out.append(0x0C)
            case UInt8(ascii: "n"): out.append(0x0A)
            case UInt8(ascii: "r"): out.append(0x0D)
            case UInt8(ascii: "t"): out.append(0x09)
            case UInt8(ascii: "u"):
                let start = index - 2
                guard let scalar = unicode(source, &index, end) else {
                    throw lexer.error("Invalid Unicode escape sequence", at: start)
                }
                out.append(contentsOf: Array(String(scalar).utf8))
            default: throw lexer.error("Invalid character escape sequence", at: index - 2)
            }
        }
        guard let text = String(validating: out, as: UTF8.self) else {
            throw lexer.error("Invalid UTF-8 within String", at: range.lowerBound)
        }
        return text
    }

    /// `XXXX`, a pair of surrogates in two escapes, or `{X…}`; zero is refused, as everywhere.
    private static func unicode(_ source: [UInt8], _ index: inout Int, _ end: Int) -> Unicode.Scalar? {
        if index < end, source[index] == UInt8(ascii: "{") {
            guard let close = source[index..<end].firstIndex(of: UInt8(ascii: "}")), close - index <= 9 else {
                return nil
            }
            defer { index = close + 1 }
            return number(source[(index + 1)..<close]).flatMap(Unicode.Scalar.init).flatMap { $0.value == 0 ? nil : $0 }
        }
        guard let first = four(source, &index, end) else { return nil }
        guard (0xD800...0xDBFF).contains(first) else {
            return Unicode.Scalar(first).flatMap { $0.value == 0 ? nil : $0 }
        }
        guard index + 1 < end, source[index] == UInt8(ascii: "\\"), source[index + 1] == UInt8(ascii: "u") else {
            return nil
        }
        index += 2
        guard let second = four(source, &index, end), (0xDC00...0xDFFF).contains(second) else { return nil }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    private static func four(_ source: [UInt8], _ index: inout Int, _ end: Int) -> UInt32? {
        guard index + 4 <= end else { return nil }
        defer { index += 4 }
        return number(source[index..<(index + 4)])
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> UInt32? {
        guard !digits.isEmpty, digits.allSatisfy({ $0.isDigit || (0x61...0x66).contains($0 | 0x20) }) else {
            return nil
        }
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    /// The value of a block string, its quotes left out: without common indentation and blank lines at both ends.
    static func block(_ raw: ArraySlice<UInt8>) -> String {
        let text = String(decoding: raw, as: UTF8.self).replacing("\\\"\"\"", with: "\"\"\"")
        // By scalars: a carriage return and a line feed are one character.
        var lines: [Substring.UnicodeScalarView] = []
        let scalars = text.unicodeScalars
        var start = scalars.startIndex
        var index = start
        while index < scalars.endIndex {
            let scalar = scalars[index]
            let next = scalars.index(after: index)
            if scalar == "\n" || scalar == "\r" {
                lines.append(scalars[start..<index])
                start =
                    scalar == "\r" && next < scalars.endIndex && scalars[next] == "\n"
                    ? scalars.index(after: next) : next
                index = start
            } else {
                index = next
            }
        }
        lines.append(scalars[start...])
        let indents = lines.dropFirst().compactMap { line in
            line.firstIndex { $0 != " " && $0 != "\t" }.map { line.distance(from: line.startIndex, to: $0) }
        }
        let common = indents.min() ?? 0
        var out = lines.enumerated().map { place, line in
            String(String.UnicodeScalarView(place == 0 ? line : line.dropFirst(common)))
        }
        func isBlank(_ line: String) -> Bool { line.unicodeScalars.allSatisfy { $0 == " " || $0 == "\t" } }
        while let first = out.first, isBlank(first) { out.removeFirst() }
        while let last = out.last, isBlank(last) { out.removeLast() }
        return out.joined(separator: "\n")
    }
}
