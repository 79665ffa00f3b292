/// One lexical token (GraphQL specification of October 2021, section 2.1).
struct Token {
    enum Kind: Equatable {
        case end
        /// One of `! $ & ( ) : = @ [ ] { | }`, or `...` as `.`.
        case punctuator(UInt8)
        case name
        case int
        case float
        case string
        case blockString
    }

    let kind: Kind
    /// Where it lies in the source, quotes included.
    let range: Range<Int>
}

/// Splits a document into tokens.
///
/// Comments count as tokens towards the limit, so that megabytes of them are refused as soon as anything else is.
struct Lexer {
    let source: [UInt8]
    private(set) var position = 0
    private var count = 0
    private let tokensMax: Int

    init(_ source: [UInt8], tokensMax: Int) {
        self.source = source
        self.tokensMax = tokensMax
        // A byte order mark is ignored (section 2.1.1).
        if source.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    mutating func next() throws(GraphQLError) -> Token {
        try skipIgnored()
        let start = position
        guard start < source.count else { return Token(kind: .end, range: start..<start) }
        try countToken()
        let byte = source[start]
        switch byte {
        case UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "("), UInt8(ascii: ")"),
            UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: "["), UInt8(ascii: "]"),
            UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"):
            position += 1
            return Token(kind: .punctuator(byte), range: start..<position)
        case UInt8(ascii: "."):
            guard source[start...].starts(with: [byte, byte, byte]) else { throw error("Unexpected \".\"", at: start) }
            position += 3
            return Token(kind: .punctuator(byte), range: start..<position)
        case UInt8(ascii: "\""): return try string()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default:
            guard byte.startsName else { throw error("Unexpected \(character(at: start))", at: start) }
            while position < source.count, source[position].continuesName { position += 1 }
            return Token(kind: .name, range: start..<position)
        }
    }

    private mutating func countToken() throws(GraphQLError) {
        count += 1
        guard count <= tokensMax else {
            throw GraphQLError(
                "The document has more than \(tokensMax) tokens.", code: .syntax, at: [location(position)])
        }
    }

    private mutating func skipIgnored() throws(GraphQLError) {
        while position < source.count {
            switch source[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: ","):
                position += 1
            case UInt8(ascii: "#"):
                try countToken()
                while position < source.count, source[position] != 0x0A, source[position] != 0x0D { position += 1 }
            default: return
            }
        }
    }

    private mutating func number() throws(GraphQLError) -> Token {
        let start = position
        var isFloat = false
        if source[position] == UInt8(ascii: "-") { position += 1 }
        let first = position
        try digits()
        // No zeros in front: 00 and 01 are no numbers.
        if source[first] == UInt8(ascii: "0"), position > first + 1 {
            throw error("Invalid number, unexpected digit after 0", at: first + 1)
        }
        if peek == UInt8(ascii: ".") {
            isFloat = true
            position += 1
            try digits()
        }
        if let byte = peek, byte | 0x20 == UInt8(ascii: "e") {
            isFloat = true
            position += 1
            if let sign = peek, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        if let byte = peek, byte == UInt8(ascii: ".") || byte.startsName {
            throw error("Invalid number, expected digit but got \(character(at: position))", at: position)
        }
        return Token(kind: isFloat ? .float : .int, range: start..<position)
    }

    private mutating func digits() throws(GraphQLError) {
        guard let byte = peek, byte.isDigit else {
            throw error("Invalid number, expected digit but got \(character(at: position))", at: position)
        }
        while let byte = peek, byte.isDigit { position += 1 }
    }

    private mutating func string() throws(GraphQLError) -> Token {
        let start = position
        let quote = UInt8(ascii: "\"")
        if source[start...].starts(with: [quote, quote, quote]) { return try blockString() }
        position += 1
        while let byte = peek {
            switch byte {
            case quote:
                position += 1
                return Token(kind: .string, range: start..<position)
            case 0x0A, 0x0D: throw error("Unterminated string", at: position)
            case UInt8(ascii: "\\"): position += 2
            case 0x09, 0x20...: position += 1
            default: throw error("Invalid character within String", at: position)
            }
        }
        throw error("Unterminated string", at: min(position, source.count))
    }

    private mutating func blockString() throws(GraphQLError) -> Token {
        let start = position
        let quote = UInt8(ascii: "\"")
        position += 3
        while let byte = peek {
            if byte == UInt8(ascii: "\\"), source[position...].dropFirst().starts(with: [quote, quote, quote]) {
                position += 4
            } else if byte == quote, source[position...].starts(with: [quote, quote, quote]) {
                position += 3
                return Token(kind: .blockString, range: start..<position)
            } else if byte < 0x20, byte != 0x09, byte != 0x0A, byte != 0x0D {
                throw error("Invalid character within String", at: position)
            } else {
                position += 1
            }
        }
        throw error("Unterminated string", at: source.count)
    }

    private var peek: UInt8? { position < source.count ? source[position] : nil }

    private func character(at place: Int) -> String {
        guard place < source.count else { return "<EOF>" }
        let text = String(decoding: source[place..<min(place + 4, source.count)], as: UTF8.self)
        return text.first.map { "\"\($0)\"" } ?? "<EOF>"
    }

    func error(_ message: String, at place: Int) -> GraphQLError {
        GraphQLError("Syntax Error: \(message).", code: .syntax, at: [location(place)])
    }

    func location(_ place: Int) -> GraphQLError.Location { SourceLines.location(of: place, in: source) }
}

/// Lines and columns of a source.
enum SourceLines {
    static func location(of place: Int, in source: [UInt8]) -> GraphQLError.Location {
        var line = 1
        var start = 0
        var index = 0
        while index < min(place, source.count) {
            let byte = source[index]
            index += 1
            // A carriage return with a line feed behind it is one end of a line.
            if byte == 0x0D, index < source.count, source[index] == 0x0A { continue }
            guard byte == 0x0A || byte == 0x0D else { continue }
            line += 1
            start = index
        }
        let column = source[min(start, source.count)..<max(start, min(place, source.count))].count { $0 & 0xC0 != 0x80 }
        return GraphQLError.Location(line: line, column: column + 1)
    }
}

extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    var startsName: Bool { self == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }
    var continuesName: Bool { startsName || isDigit }
}
