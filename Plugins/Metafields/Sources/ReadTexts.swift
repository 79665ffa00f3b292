import StoaKit

/// Most characters of a text.
let textCharactersMax = 65_536
/// Most bytes of a value that is JSON, lists included.
let jsonBytesMax = 1 << 19
/// Most elements of a list.
let listElementsMax = 128

/// What a client means by a text: a string, or the letters of a number or of true and false.
func text(_ json: JSON) throws(ValueProblem) -> String {
    guard let text = json.string ?? (json.number != nil || json.bool != nil ? json.text : nil) else {
        throw ValueProblem("must be a string")
    }
    // No database can be relied on to keep it in a text.
    guard !text.utf8.contains(0) else { throw ValueProblem("must not contain the character NUL") }
    guard text.unicodeScalars.count <= textCharactersMax else {
        throw ValueProblem("is too long (maximum is \(textCharactersMax) characters)")
    }
    return text
}

@Sendable func readText(_ json: JSON, _: Currency) throws(ValueProblem) -> Reading {
    let text = try text(json)
    return Reading(.string(text), text: text)
}

@Sendable func readLine(_ json: JSON, _: Currency) throws(ValueProblem) -> Reading {
    let text = try text(json)
    guard !text.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) else {
        throw ValueProblem("must be text on one line")
    }
    return Reading(.string(text), text: text)
}

@Sendable func readURL(_ json: JSON, _: Currency) throws(ValueProblem) -> Reading {
    let problem = ValueProblem("must be a URL that begins with https, http, mailto, sms or tel")
    let text = try text(json)
    guard let colon = text.firstIndex(of: ":"), text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
        throw problem
    }
    let rest = text[text.index(after: colon)...]
    switch text[..<colon].lowercased() {
    case "https", "http":
        let host = rest.dropFirst(2).prefix { !"/?#".contains($0) }
        guard rest.hasPrefix("//"), !host.isEmpty else { throw problem }
    case "mailto", "sms", "tel":
        guard !rest.isEmpty else { throw problem }
    default: throw problem
    }
    return Reading(.string(text), text: text)
}

@Sendable func readColor(_ json: JSON, _: Currency) throws(ValueProblem) -> Reading {
    let text = try text(json)
    // By bytes: digits of other scripts are hex digits too, as far as characters go.
    guard text.utf8.count == 7, text.hasPrefix("#"), text.utf8.dropFirst().allSatisfy(isHexDigit) else {
        throw ValueProblem("must be a color, such as #1a2b3c")
    }
    return Reading(.string(text), text: text.lowercased())
}

private func isHexDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): true
    default: false
    }
}

private func isTypeName(_ text: Substring) -> Bool {
    !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
}

/// The id of a record as GraphQL has it, in either namespace, which says nothing; `types` empty means any.
func readReference(to types: [String]) -> @Sendable (JSON, Currency) throws(ValueProblem) -> Reading {
    { (json, _) throws(ValueProblem) in
        let text = try text(json)
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == "gid:", parts[1].isEmpty, ["indecommerce", "shopify"].contains(parts[2]),
            types.isEmpty ? isTypeName(parts[3]) : types.contains(String(parts[3])), let id = Int64(parts[4]), id > 0
        else {
            throw ValueProblem("must be an id such as gid://indecommerce/\(types.first ?? "Product")/7000000001")
        }
        return Reading(.string(text), text: "gid://indecommerce/\(types.first ?? String(parts[3]))/\(id)")
    }
}
