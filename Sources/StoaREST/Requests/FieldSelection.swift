/// Which fields of a record an answer has.
package struct FieldSelection: Sendable {
    /// Only these; nil for all.
    private let only: [String]?
    /// All but these.
    private let without: [String]

    package init(only: [String]? = nil, without: [String] = []) {
        self.only = only
        self.without = without
    }

    /// A record is shown as it is.
    package var isWhole: Bool { only == nil && without.isEmpty }

    func contains(_ key: UnsafeRawBufferPointer) -> Bool {
        guard !without.contains(where: { $0.utf8.elementsEqual(key) }) else { return false }
        return only?.contains { $0.utf8.elementsEqual(key) } ?? true
    }
}
