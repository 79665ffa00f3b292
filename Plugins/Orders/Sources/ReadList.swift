import StoaKit

/// Reads a list of objects, each by `entry`, which tells what is wrong and gives nil then.
func readList<Entry>(
    _ json: JSON, _ path: String, most: Int, _ failures: inout Failures,
    _ entry: (JSON, String, inout Failures) -> Entry?
) -> [Entry] {
    guard let elements = json.elements, elements.allSatisfy({ $0.members != nil }) else {
        failures.add(path, "must be a list of objects")
        return []
    }
    guard elements.count <= most else {
        failures.add(path, "has more than \(most) entries")
        return []
    }
    return elements.enumerated().compactMap { entry($1, "\(path)[\($0)].", &failures) }
}
