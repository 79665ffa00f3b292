extension Resource {
    /// Indexes of the fields by which lists can be sorted: clients see them, every record has a value, and an index has the
    /// records in the sequence of the values and their ids.
    package var sortFields: [Int] {
        let isListed = !declaration.verbs.isDisjoint(with: [.list, .count])
        guard isListed, declaration.view == nil else { return [] }
        return storedFields.filter { index in
            let field = fields[index]
            // What has an initial value never becomes null.
            let isCertain = field.flags.contains(.required) || initialValues.contains { $0.field == index }
            guard field.isRendered, field.isSortable(isCertain), field.within.isEmpty else { return false }
            return field.flags.contains(.indexed)
                || filters.contains { $0.kind != .contains && $0.fields.contains(field.name) }
        }
    }
}

extension Field {
    /// Longer texts would make long cursors.
    private static let sortedCharactersMax: Int64 = 255

    /// Its values have a sequence, and none is missing.
    fileprivate func isSortable(_ isCertain: Bool) -> Bool {
        guard !flags.contains(.sealed) else { return false }
        if !flags.isDisjoint(with: [.onCreate, .onUpdate]) { return true }
        guard isCertain, choices.isEmpty else { return false }
        switch type {
        case .text: return (1...Self.sortedCharactersMax).contains(max)
        case .integer, .money, .time: return true
        default: return false
        }
    }

    /// Its values are texts in storage.
    package var holdsText: Bool { type.isText }
}
