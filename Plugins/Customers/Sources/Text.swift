import StoaKit

extension String? {
    /// The text without blanks around it, or nil if nothing is left.
    package var present: String? {
        guard let trimmed = self?.trimmed, !trimmed.isEmpty else { return nil }
        return trimmed
    }
}
