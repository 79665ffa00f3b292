package import StoaKit

/// What the metafields of one namespace and key must be, for all owners of a kind.
package struct Definition: Record, Equatable {
    package var id: Int64 = 0
    package var namespace = ""
    package var key = ""
    package var ownerType = ""
    package var type = ""
    package var isRequired = false
    package var isUnique = false
    package var isIndexed = false
    /// The canonical texts of the only values; an empty array means any.
    package var choices = JSON("[]")
    package var min: JSON?
    package var max: JSON?
    package var pattern: String?
    /// As of the metafields that it is about.
    package var path = ""
    package var validation = Validation.allValid
    package var invalidCount = 0
    /// Counts the changes of what it demands; a check of stored values that began before the last one ends.
    package var revision = 0

    /// Whether the stored values are as it says, as far as it is known.
    package enum Validation: String, FieldValue, CaseIterable {
        case allValid = "all_valid"
        case inProgress = "in_progress"
        case someInvalid = "some_invalid"
    }

    package init() {}

    /// What a stored value may depend on.
    var demands: [String?] {
        [type, "\(isUnique)", "\(isIndexed)", choices.text, min?.text, max?.text, pattern]
    }

    /// Owners are found by the value, or told apart by it.
    var keepsIndex: Bool { isUnique || isIndexed }
}

/// Most characters of a value by which owners are found or told apart.
package let indexCharactersMax = 255

extension Definition {
    /// What keeps a value from being as the definition says, as a sentence that continues "value"; nil if nothing does.
    package func problem(with value: Value, of type: ValueType) -> String? {
        guard type.name == self.type else { return "must be of the type \(self.type), which its definition says" }
        if keepsIndex, let problem = indexProblem(with: value) { return problem }
        let choices = choices.elements?.compactMap(\.string) ?? []
        let pattern = pattern.flatMap(Pattern.init)
        for text in value.texts {
            if !choices.isEmpty, !choices.contains(text) { return "must be one of \(choices.joined(separator: ", "))" }
            if let problem = rangeProblem(with: text, type.bounds) { return problem }
            if let pattern, let problem = patternProblem(with: text, pattern) { return problem }
        }
        return nil
    }

    private func patternProblem(with text: String, _ pattern: Pattern) -> String? {
        guard text.unicodeScalars.count <= Pattern.textCharactersMax else {
            return "is too long for a pattern (maximum is \(Pattern.textCharactersMax) characters)"
        }
        return pattern.matches(text) ? nil : "must match the pattern \(self.pattern ?? "")"
    }

    private func rangeProblem(with text: String, _ bounds: ValueType.Bounds?) -> String? {
        guard let bounds else { return nil }
        let size = bounds == .length ? String(text.unicodeScalars.count) : text
        if let min, bounds.precedes(size, min.scalarText) {
            return bounds == .length
                ? "is too short (minimum is \(min.text) characters)" : "must not be below \(min.scalarText)"
        }
        if let max, bounds.precedes(max.scalarText, size) {
            return bounds == .length
                ? "is too long (maximum is \(max.text) characters)" : "must not be above \(max.scalarText)"
        }
        return nil
    }
}

/// Why a value cannot be one by which owners are found or told apart; nil if it can.
func indexProblem(with value: Value) -> String? {
    value.texts.contains { $0.unicodeScalars.count > indexCharactersMax }
        ? "is too long to find its owner by (maximum is \(indexCharactersMax) characters)" : nil
}

extension ValueType.Bounds {
    /// Orders two canonical texts; days and moments of one form are ordered as texts are.
    func precedes(_ left: String, _ right: String) -> Bool {
        guard self != .time else { return left < right }
        guard let left = Decimal(left), let right = Decimal(right) else { return false }
        return left < right
    }
}

extension JSON {
    /// The text of a string, or the letters of a number.
    var scalarText: String { string ?? text }
}
