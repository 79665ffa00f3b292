/// A semantic version as modules carry it: three numbers, the rest ignored.
struct Version: Comparable, CustomStringConvertible {
    let major, minor, patch: Int

    init?(_ text: String) {
        let numbers = text.split(separator: "-", maxSplits: 1)[0...].first?.split(separator: ".").map { Int($0) } ?? []
        guard (1...3).contains(numbers.count), !numbers.contains(where: { $0 == nil || ($0 ?? 0) < 0 }) else {
            return nil
        }
        major = (numbers[0] ?? 0)
        minor = numbers.count > 1 ? numbers[1] ?? 0 : 0
        patch = numbers.count > 2 ? numbers[2] ?? 0 : 0
    }

    static func < (left: Version, right: Version) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }

    var description: String { "\(major).\(minor).\(patch)" }

    /// Whether this version meets a condition such as ">=1.0 <2" or "*".
    ///
    /// Nil if the condition cannot be read.
    func meets(_ condition: String) -> Bool? {
        for part in condition.split(separator: " ") where part != "*" {
            let operators = ["<=", ">=", "<", ">", "="]
            let sign = operators.first { part.hasPrefix($0) } ?? ""
            guard let bound = Version(String(part.dropFirst(sign.count))) else { return nil }
            let holds =
                switch sign {
                case "<=": self <= bound
                case ">=": self >= bound
                case "<": self < bound
                case ">": self > bound
                default: self == bound
                }
            if !holds { return false }
        }
        return true
    }
}
