extension String? {
    /// The text without blanks around it, or nil if nothing is left.
    package var present: String? {
        guard let trimmed = self?.trimmed, !trimmed.isEmpty else { return nil }
        return trimmed
    }
}

extension StringProtocol {
    /// The text without blanks around it.
    package var trimmed: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
