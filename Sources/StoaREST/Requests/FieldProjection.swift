internal import StoaJSON

/// Cuts rendered records down to the fields that an answer has.
package final class FieldProjection {
    private let document = JSONDocument()
    /// Our own renderings: what made them was bounded, and nothing of them may get lost here.
    private static let limits = JSONLimits(depth: 256, nodes: .max)

    package init() {}

    /// Appends the object in `record` with only the fields of `selection`, in the record's own sequence.
    package func append(_ record: UnsafeRawBufferPointer, _ selection: FieldSelection, to out: inout [UInt8]) {
        guard (try? document.parse(record, limits: Self.limits)) != nil, document.root.kind == .object else { return }
        out.append(UInt8(ascii: "{"))
        var isFirst = true
        for (key, value) in document.root.members where selection.contains(key) {
            if !isFirst { out.append(UInt8(ascii: ",")) }
            isFirst = false
            out.appendJSONString(key)
            out.append(UInt8(ascii: ":"))
            out.append(value.literal)
        }
        out.append(UInt8(ascii: "}"))
    }
}
