package import StoaKit

/// Brings a menu's tree into its one form, or says everything that is wrong with it.
@Sendable package func arrangeItems(_ menu: inout Menu, _ change: Change<Menu>) throws(Failures) {
    guard menu.items != change.before?.items else { return }
    var failures = Failures()
    var count = 0
    menu.items = arranged(menu.items, path: "items", depth: 1, &count, &failures)
    if count > MenuItem.countMax { failures.add("items", "can't be more than \(MenuItem.countMax)") }
    try failures.throwIfAny()
}

private func arranged(
    _ items: JSON, path: String, depth: Int, _ count: inout Int, _ failures: inout Failures
) -> JSON {
    guard let elements = items.elements, elements.allSatisfy({ $0.members != nil }) else {
        failures.add(path, "must be an array of objects", code: .bad)
        return items
    }
    guard elements.isEmpty || depth <= MenuItem.depthMax else {
        failures.add(path, "can't be more than \(MenuItem.depthMax) levels deep")
        return items
    }
    count += elements.count
    // What is too much is not looked at.
    guard count <= MenuItem.countMax else { return items }
    var result: [JSON] = []
    for (place, element) in elements.enumerated() {
        let item = MenuItem(element, path: "\(path)[\(place)]")
        let below = arranged(item.items, path: "\(path)[\(place)].items", depth: depth + 1, &count, &failures)
        result.append(item.normalized(below: below, &failures))
    }
    return .array(result)
}
