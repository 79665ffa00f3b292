import StoaKit

extension JSON {
    /// True if both say the same, in whatever sequence their members are and however strings and numbers are spelled.
    func isSame(as other: JSON) -> Bool {
        if text == other.text { return true }
        if let members, let others = other.members {
            let theirs = Dictionary(others.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
            return members.count == others.count
                && members.allSatisfy { member in theirs[member.name].map { member.value.isSame(as: $0) } ?? false }
        }
        if let elements, let others = other.elements {
            return elements.count == others.count && zip(elements, others).allSatisfy { $0.isSame(as: $1) }
        }
        if let string, let theirs = other.string { return string == theirs }
        guard let number, let theirs = other.number else { return false }
        return number == theirs
    }
}
