extension JSON {
    /// A list of at most so many objects, each read by `entry`, which tells what is wrong and gives nil then.
    ///
    /// `path` is what refusals call the list; `entry` gets it with the place, `tax_lines[2].`.
    public func list<Entry>(
        _ path: String, most: Int, _ failures: inout Failures, _ entry: (JSON, String, inout Failures) -> Entry?
    ) -> [Entry] {
        guard let elements, elements.allSatisfy({ $0.members != nil }) else {
            failures.add(path, "must be a list of objects")
            return []
        }
        guard elements.count <= most else {
            failures.add(path, "has more than \(most) entries")
            return []
        }
        return elements.enumerated().compactMap { entry($1, "\(path)[\($0)].", &failures) }
    }
}
