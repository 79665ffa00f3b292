import Foundation
import Testing

/// Answers that are kept beside the tests.
enum Golden {
    /// Compares `bytes` with the file `name`; JSON is kept indented, so that a difference reads well.
    ///
    /// With RECORD=1 in the environment it rewrites the file and fails, so that no run that records can pass.
    static func check(_ bytes: [UInt8], _ name: String, file: String = #filePath) throws {
        let url = URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("Goldens/\(name)")
        let shown = try indented(bytes)
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            try Data(shown).write(to: url)
            Issue.record("recorded \(name)")
            return
        }
        #expect(try Array(Data(contentsOf: url)) == shown, "\(name) differs: look at it after a run with RECORD=1")
    }

    /// Breaks lines between members and elements, and nothing else: the sequence of members is part of what is kept.
    private static func indented(_ bytes: [UInt8]) throws -> [UInt8] {
        _ = try JSONSerialization.jsonObject(with: Data(bytes))
        var out: [UInt8] = []
        var depth = 0
        var isInText = false
        var isEscaped = false
        for (index, byte) in bytes.enumerated() {
            if isInText {
                out.append(byte)
                isInText = isEscaped || byte != UInt8(ascii: "\"")
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
                continue
            }
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                out.append(byte)
                if index + 1 < bytes.count, isClosing(bytes[index + 1]) { continue }
                out += line(depth)
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if index > 0, !isOpening(bytes[index - 1]) { out += line(depth) }
                out.append(byte)
            case UInt8(ascii: ","): out += [byte] + line(depth)
            case UInt8(ascii: ":"): out += [byte, UInt8(ascii: " ")]
            default:
                isInText = byte == UInt8(ascii: "\"")
                out.append(byte)
            }
        }
        return out + [UInt8(ascii: "\n")]
    }

    private static func line(_ depth: Int) -> [UInt8] {
        [UInt8(ascii: "\n")] + Array(repeating: UInt8(ascii: " "), count: depth)
    }

    private static func isOpening(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") }
    private static func isClosing(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") }
}
