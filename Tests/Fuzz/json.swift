// A libFuzzer target for the parser, the values and the byte helpers. It is no part of the package, because only
// `-sanitize=fuzzer` gives it a main. From the repository's root:
//
//     swiftc -O -parse-as-library -sanitize=fuzzer,address -o .build/fuzz-json \
//         Sources/StoaJSON/*.swift Tests/Fuzz/json.swift
//     SWIFT_BACKTRACE=enable=no .build/fuzz-json -max_total_time=60 -max_len=4096

/// Parses any bytes; what is accepted must read back from its own rendering as the same rendering.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSON(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    // Copied, since the parser is to be caught reading one byte beyond the input.
    let input = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
    defer { input.deallocate() }
    input.copyMemory(from: UnsafeRawBufferPointer(start: start, count: count))
    guard let once = rendering(of: UnsafeRawBufferPointer(input)) else { return 0 }
    let twice = once.withUnsafeBytes { rendering(of: $0) }
    precondition(once == twice, "a rendering does not read back as itself")
    return 0
}

/// The accepted document written anew, nil if it is refused.
///
/// Asks every value for everything on the way.
private func rendering(of source: UnsafeRawBufferPointer) -> [UInt8]? {
    let document = JSONDocument()
    return withExtendedLifetime(document) {
        do throws(JSONError) {
            try document.parse(source, limits: JSONLimits(nodes: 2000))
        } catch {
            precondition(error.offset <= source.count && !error.message.isEmpty, "the error names no place")
            return nil
        }
        precondition(String(validating: source, as: UTF8.self) != nil, "invalid UTF-8 was accepted")
        var out: [UInt8] = []
        render(document.root, into: &out)
        return out
    }
}

private func render(_ value: JSONValue, into out: inout [UInt8]) {
    switch value.kind {
    case .null: out.appendASCII("null")
    case .bool: out.appendASCII(value.bool == true ? "true" : "false")
    case .number: renderNumber(value, into: &out)
    case .string: value.string.map { out.appendJSONString($0) }
    case .array:
        out.appendASCII("[")
        for (index, element) in value.elements.enumerated() {
            if index > 0 { out.appendASCII(",") }
            render(element, into: &out)
        }
        out.appendASCII("]")
    case .object:
        out.appendASCII("{")
        for (index, member) in value.members.enumerated() {
            precondition(value.member(member.key)?.literal.baseAddress == member.value.literal.baseAddress)
            if index > 0 { out.appendASCII(",") }
            out.appendJSONString(member.key)
            out.appendASCII(":")
            render(member.value, into: &out)
        }
        out.appendASCII("}")
    }
}

private func renderNumber(_ value: JSONValue, into out: inout [UInt8]) {
    guard let double = value.double, double.isFinite else { preconditionFailure("a number is no finite double") }
    let expected = Double(String(decoding: value.literal, as: UTF8.self))
    precondition(double.bitPattern == expected?.bitPattern, "a number is read wrongly")
    if let int = value.int {
        out.append(decimal: int)
    } else {
        out.append(double: double)
    }
}
