/// Names with values, as clients keep them with records.
public enum NameValue {
    private static let countMax = 250
    private static let nameMax = 255
    private static let valueMax = 65_536

    /// `[{"name", "value"}]`, in the sequence in which they were sent; an object of them is accepted, and so are numbers.
    public static func settled(_ json: JSON, _ path: String, _ failures: inout Failures) -> JSON {
        let pairs: [(name: String, value: String)]
        if let members = json.members {
            pairs = members.map { ($0.name, text($0.value)) }
        } else {
            pairs = json.list(path, most: countMax, &failures) { (entry, _, _) in
                (text(entry["name"] ?? .null), text(entry["value"] ?? .null))
            }
        }
        guard pairs.count <= countMax else {
            failures.add(path, "has more than \(countMax) entries")
            return json
        }
        for (place, pair) in pairs.enumerated() {
            if !(1...nameMax).contains(pair.name.unicodeScalars.count) {
                failures.add("\(path)[\(place)].name", "must be text of 1 to \(nameMax) characters")
            }
            if pair.value.unicodeScalars.count > valueMax {
                failures.add("\(path)[\(place)].value", "is too long (maximum is \(valueMax) characters)")
            }
        }
        return .array(pairs.map { .object([("name", .string($0.name)), ("value", .string($0.value))]) })
    }

    private static func text(_ json: JSON) -> String { json.isNull ? "" : json.string ?? json.text }
}
