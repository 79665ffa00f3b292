import StoaJSON
import Testing

/// A document as a value, to compare a parse with.
private indirect enum Model {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(String)
    case array([Model])
    case object([(key: String, value: Model)])

    static func random(depth: Int, using random: inout SeededGenerator) -> Model {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 5), using: &random) {
        case 0: .null
        case 1: .bool(.random(using: &random))
        case 2: .int(Int64(bitPattern: random.next()) >> Int64.random(in: 0..<64, using: &random))
        case 3: .double(Double.random(in: -1e6...1e6, using: &random))
        case 4: .string(text(using: &random))
        case 5, 6:
            .array(
                (0..<Int.random(in: 0..<6, using: &random)).map { _ in Model.random(depth: depth - 1, using: &random) })
        default: .object(randomMembers(depth: depth, using: &random))
        }
    }

    private static func randomMembers(depth: Int, using random: inout SeededGenerator) -> [(key: String, value: Model)]
    {
        let sizes = [0, 1, 3, 8, 40]
        return (0..<(sizes.randomElement(using: &random) ?? 0)).map { index in
            ("\(text(using: &random))\(index)", Model.random(depth: min(depth - 1, 2), using: &random))
        }
    }

    private static func text(using random: inout SeededGenerator) -> String {
        let alphabet: [Character] = ["a", "z", " ", "\"", "\\", "/", "\n", "\u{1}", "é", "€", "😀"]
        return String(
            (0..<Int.random(in: 0..<20, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "a" })
    }
}

/// Writes a model in one of its spellings: with any white space, and with any character of a string escaped.
private struct Writer {
    var random: SeededGenerator
    var isCompact: Bool
    var bytes: [UInt8] = []

    mutating func write(_ model: Model) {
        space()
        switch model {
        case .null: bytes.appendASCII("null")
        case .bool(let value): bytes.appendASCII(value ? "true" : "false")
        case .int(let value): bytes.append(decimal: value)
        case .double(let value): bytes.append(double: value)
        case .string(let text): write(text)
        case .array(let elements): list("[", "]", elements) { $0.write($1) }
        case .object(let members):
            list("{", "}", members) { writer, member in
                writer.space()
                writer.write(member.key)
                writer.space()
                writer.bytes.appendASCII(":")
                writer.write(member.value)
            }
        }
        space()
    }

    private mutating func list<Item>(
        _ open: StaticString, _ close: StaticString, _ items: [Item], _ body: (inout Writer, Item) -> Void
    ) {
        bytes.appendASCII(open)
        for (index, item) in items.enumerated() {
            if index > 0 { bytes.appendASCII(",") }
            body(&self, item)
        }
        if items.isEmpty { space() }
        bytes.appendASCII(close)
    }

    private mutating func write(_ text: String) {
        guard !isCompact, Bool.random(using: &random) else { return bytes.appendJSONString(text) }
        bytes.appendASCII("\"")
        for unit in text.utf16 {
            let digits = String(unit, radix: 16, uppercase: .random(using: &random))
            bytes.append(text: "\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
        }
        bytes.appendASCII("\"")
    }

    private mutating func space() {
        guard !isCompact else { return }
        for _ in 0..<Int.random(in: 0..<3, using: &random) {
            bytes.append(Array(" \t\r\n".utf8).randomElement(using: &random) ?? 0x20)
        }
    }
}

@Suite struct PropertyTests {
    /// The seed's document in a spelling of its own, and without white space or needless escapes.
    private func document(seed: UInt64) -> (source: [UInt8], compact: [UInt8]) {
        var random = SeededGenerator(seed: seed)
        let model = Model.random(depth: 5, using: &random)
        var writer = Writer(random: random, isCompact: false)
        writer.write(model)
        var compact = Writer(random: random, isCompact: true)
        compact.write(model)
        return (writer.bytes, compact.bytes)
    }

    @Test func `any spelling of a document reads as the same document`() throws {
        for seed in 0..<UInt64(10_000) {
            let (source, compact) = document(seed: seed)
            guard try parsing(source, rendered) == compact else {
                Issue.record("seed \(seed) reads as another document")
                return
            }
        }
    }

    @Test func `every truncation of a document is refused`() {
        for seed in 0..<UInt64(400) {
            let (_, compact) = document(seed: seed)
            guard let first = compact.first, [UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "\"")].contains(first)
            else { continue }
            for length in 0..<min(compact.count, 3000) {
                let kind = refusal(of: Array(compact[..<length]))?.kind
                // A character that was cut is no UTF-8; all else is missing its end.
                guard kind == .unexpectedEnd || kind == .invalidUTF8 || kind == .empty else {
                    Issue.record("seed \(seed) cut at \(length) gives \(String(describing: kind))")
                    return
                }
            }
        }
    }

    @Test func `damaged documents are refused or read like any other, and never end the process`() throws {
        let whole = (0..<UInt64(100)).map { document(seed: $0).source }.filter { 20..<2000 ~= $0.count }
        for seed in 0..<UInt64(100_000) {
            var random = SeededGenerator(seed: seed)
            var source = whole[Int(seed) % whole.count]
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                source[Int.random(in: 0..<source.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
            guard refusal(of: source) == nil else { continue }
            let once = try parsing(source, rendered)
            guard try parsing(once, rendered) == once else {
                Issue.record("seed \(seed) is written as another document")
                return
            }
        }
    }
}
