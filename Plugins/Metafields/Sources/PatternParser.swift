/// The tree of a regular expression.
indirect enum PatternNode: Equatable {
    case set(ScalarSet)
    case start
    case end
    case sequence([PatternNode])
    case choice(PatternNode, PatternNode)
    /// At least and at most so many times; nil means without end.
    case repeated(PatternNode, Int, Int?)
}

/// Characters that may stand in one place.
struct ScalarSet: Equatable, Sendable {
    var ranges: [ClosedRange<Unicode.Scalar>]
    var isInverted = false

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        ranges.contains { $0.contains(scalar) } != isInverted
    }

    static let digits = ScalarSet(ranges: ["0"..."9"])
    static let wordParts = ScalarSet(ranges: ["a"..."z", "A"..."Z", "0"..."9", "_"..."_"])
    static let blanks = ScalarSet(ranges: ["\u{9}"..."\u{D}", " "..." "])
    static let anyButLineBreak = ScalarSet(ranges: ["\n"..."\n"], isInverted: true)
}

/// Reads a regular expression; every function takes its part off the front, or is nil if it is not understood.
struct PatternParser {
    /// Groups within each other.
    private static let depthMax = 20
    /// The highest number of repetitions that may be asked for.
    private static let countMax = 100
    private var rest: Substring.UnicodeScalarView
    private var depth = 0

    init(_ text: String) {
        rest = text.unicodeScalars[...]
    }

    mutating func parse() -> PatternNode? {
        guard let node = choice(), rest.isEmpty else { return nil }
        return node
    }

    private mutating func take(_ mark: Unicode.Scalar) -> Bool {
        guard rest.first == mark else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func choice() -> PatternNode? {
        guard var node = sequence() else { return nil }
        while take("|") {
            guard let other = sequence() else { return nil }
            node = .choice(node, other)
        }
        return node
    }

    private mutating func sequence() -> PatternNode? {
        var nodes: [PatternNode] = []
        while let next = rest.first, next != "|", next != ")" {
            guard let atom = atom(), let node = repeated(atom) else { return nil }
            nodes.append(node)
        }
        return .sequence(nodes)
    }

    private mutating func atom() -> PatternNode? {
        guard let mark = rest.popFirst() else { return nil }
        switch mark {
        case "^": return .start
        case "$": return .end
        case ".": return .set(.anyButLineBreak)
        case "(": return group()
        case "[": return bracket().map(PatternNode.set)
        case "\\": return escape().map(PatternNode.set)
        case "*", "+", "?", "{", "}", "]": return nil
        default: return .set(ScalarSet(ranges: [mark...mark]))
        }
    }

    /// What is remembered of a group nobody asks for, so `(?:` is the same.
    private mutating func group() -> PatternNode? {
        depth += 1
        defer { depth -= 1 }
        if take("?"), !take(":") { return nil }
        guard depth <= Self.depthMax, let node = choice(), take(")") else { return nil }
        return node
    }

    private mutating func repeated(_ atom: PatternNode) -> PatternNode? {
        var node = atom
        if take("*") {
            node = .repeated(atom, 0, nil)
        } else if take("+") {
            node = .repeated(atom, 1, nil)
        } else if take("?") {
            node = .repeated(atom, 0, 1)
        } else if take("{") {
            guard let counts = counts() else { return nil }
            node = .repeated(atom, counts.least, counts.most)
        } else {
            return atom
        }
        // Whether as much or as little as possible is taken makes no difference to whether there is a match.
        _ = take("?")
        return rest.first.map { "*+{".unicodeScalars.contains($0) } ?? false ? nil : node
    }

    private mutating func counts() -> (least: Int, most: Int?)? {
        guard let least = number() else { return nil }
        guard take(",") else { return take("}") ? (least, least) : nil }
        if take("}") { return (least, nil) }
        guard let most = number(), most >= least, take("}") else { return nil }
        return (least, most)
    }

    private mutating func number() -> Int? {
        let digits = rest.prefix { ("0"..."9").contains($0) }
        rest = rest[digits.endIndex...]
        return Int(String(digits)).flatMap { $0 <= Self.countMax ? $0 : nil }
    }

    private mutating func escape() -> ScalarSet? {
        guard let letter = rest.popFirst() else { return nil }
        switch letter {
        case "d": return .digits
        case "w": return .wordParts
        case "s": return .blanks
        case "D": return ScalarSet(ranges: ScalarSet.digits.ranges, isInverted: true)
        case "W": return ScalarSet(ranges: ScalarSet.wordParts.ranges, isInverted: true)
        case "S": return ScalarSet(ranges: ScalarSet.blanks.ranges, isInverted: true)
        case "n": return ScalarSet(ranges: ["\n"..."\n"])
        case "r": return ScalarSet(ranges: ["\r"..."\r"])
        case "t": return ScalarSet(ranges: ["\t"..."\t"])
        // Letters and digits that mean something elsewhere are not taken for themselves.
        case "a"..."z", "A"..."Z", "0"..."9": return nil
        default: return ScalarSet(ranges: [letter...letter])
        }
    }

    private mutating func bracket() -> ScalarSet? {
        var set = ScalarSet(ranges: [], isInverted: take("^"))
        // A bracket that comes first stands for itself.
        if take("]") { set.ranges.append("]"..."]") }
        while !take("]") {
            guard let first = member() else { return nil }
            guard case .one(let low) = first, rest.first == "-", rest.dropFirst().first != "]" else {
                set.ranges += first.ranges
                continue
            }
            rest.removeFirst()
            guard case .one(let high)? = member(), low <= high else { return nil }
            set.ranges.append(low...high)
        }
        return set
    }

    /// What stands between brackets.
    private enum Member {
        case one(Unicode.Scalar)
        case several([ClosedRange<Unicode.Scalar>])

        var ranges: [ClosedRange<Unicode.Scalar>] {
            switch self {
            case .one(let scalar): [scalar...scalar]
            case .several(let ranges): ranges
            }
        }
    }

    private mutating func member() -> Member? {
        guard let mark = rest.popFirst() else { return nil }
        guard mark == "\\" else { return .one(mark) }
        // What is not in a class cannot be one of several.
        guard let set = escape(), !set.isInverted else { return nil }
        guard set.ranges.count == 1, let only = set.ranges.first, only.lowerBound == only.upperBound else {
            return .several(set.ranges)
        }
        return .one(only.lowerBound)
    }
}
