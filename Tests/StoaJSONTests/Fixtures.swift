import Glibc
import StoaJSON

/// Parses `source` and hands its root to `body`, for as long as both are in place.
func parsing<Result>(
    _ source: [UInt8], limits: JSONLimits = JSONLimits(), _ body: (JSONValue) throws -> Result
) throws -> Result {
    let document = JSONDocument()
    return try withExtendedLifetime(document) {
        try source.withUnsafeBytes { bytes in
            try document.parse(bytes, limits: limits)
            return try body(document.root)
        }
    }
}

func parsing<Result>(_ source: String, _ body: (JSONValue) throws -> Result) throws -> Result {
    try parsing(Array(source.utf8), body)
}

/// The error that `source` is refused with; nil if it is accepted.
func refusal(of source: [UInt8], limits: JSONLimits = JSONLimits()) -> JSONError? {
    let document = JSONDocument()
    return source.withUnsafeBytes { bytes in
        do throws(JSONError) {
            try document.parse(bytes, limits: limits)
            return nil
        } catch {
            return error
        }
    }
}

func refusal(of source: String, limits: JSONLimits = JSONLimits()) -> JSONError? {
    refusal(of: Array(source.utf8), limits: limits)
}

/// The value written anew without white space; numbers keep their spelling.
func rendered(_ value: JSONValue) -> [UInt8] {
    var out: [UInt8] = []
    append(value, to: &out)
    return out
}

private func append(_ value: JSONValue, to out: inout [UInt8]) {
    switch value.kind {
    case .array:
        var separator: StaticString = "["
        for element in value.elements {
            out.appendASCII(separator)
            append(element, to: &out)
            separator = ","
        }
        out.appendASCII(value.count == 0 ? "[]" : "]")
    case .object:
        var separator: StaticString = "{"
        for (key, member) in value.members {
            out.appendASCII(separator)
            out.appendJSONString(key)
            out.appendASCII(":")
            append(member, to: &out)
            separator = ","
        }
        out.appendASCII(value.count == 0 ? "{}" : "}")
    case .string:
        value.string.map { out.appendJSONString($0) }
    case .null, .bool, .number:
        out.append(value.literal)
    }
}

/// SplitMix64: the same sequence for the same seed on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Whether `body` takes less than a minute of this thread's processor time.
///
/// For what would take many minutes if its cost were quadratic, and takes a moment. Time on the wall, and so a time
/// limit of the test, would count the other tests and whatever else the machine does.
func takesLessThanAMinute(_ body: () -> Void) -> Bool {
    func seconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec
    }
    let start = seconds()
    body()
    return seconds() - start < 60
}
