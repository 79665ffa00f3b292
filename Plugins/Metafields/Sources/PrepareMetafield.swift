package import StoaKit

/// Completes a metafield before it is stored, or refuses it.
@Sendable func prepareMetafield(
    _ metafield: inout Metafield, _ change: Change<Metafield>, _ context: Context
) throws(Failures) {
    metafield.path = path(metafield.ownerResource, metafield.namespace, metafield.key)
    let definition = try definition(at: metafield.path, context)
    try complete(&metafield, change, definition)
    if try isTaken(metafield, change.before, definition, context) {
        throw .invalid("value", "has already been taken")
    }
    // The store has no id, and the kernel compares only what is there.
    guard metafield.ownerID == nil, change.operation == .create else { return }
    guard try context.find(Metafield.self, where: .equal("path", metafield.path), limit: 1).isEmpty else {
        throw .invalid("key", "has already been taken")
    }
}

/// Fills in what follows from the definition and from the value; a value that is as it was is not judged again.
///
/// A definition can come or change after the values, and who changes a description alone is not to blame for that.
package func complete(
    _ metafield: inout Metafield, _ change: Change<Metafield>, _ definition: Definition?
) throws(Failures) {
    var failures = Failures()
    let before = change.before
    checkNames(
        (metafield.namespace, metafield.key), before: before.map { ($0.namespace, $0.key) }, &failures)
    if metafield.ownerID == nil, metafield.ownerResource != "shop" {
        failures.add("owner_resource", "needs an owner_id unless it is shop")
    }
    if metafield.type.isEmpty { metafield.type = before?.type ?? definition?.type ?? "" }
    if let before, metafield.type != before.type, change.wasSent("type"), !change.wasSent("value") {
        failures.add("type", "can't be changed without a value of the new type")
    } else if metafield.type != before?.type || metafield.value != before?.value {
        completeValue(&metafield, change.currency, definition, &failures)
    }
    try failures.throwIfAny()
}

private func completeValue(
    _ metafield: inout Metafield, _ currency: Currency, _ definition: Definition?, _ failures: inout Failures
) {
    guard !metafield.type.isEmpty else { return failures.add("type", "can't be blank") }
    // A missing value the declaration refuses.
    guard let sent = metafield.value else { return }
    guard let type = ValueType.named(metafield.type) else {
        return failures.add("type", "is not a type of metafields")
    }
    if let definition, definition.type != type.name {
        return failures.add("type", "must be \(definition.type), which its definition says")
    }
    do throws(ValueProblem) {
        let value = try type.value(sent, currency)
        let problem =
            definition?.problem(with: value, of: type) ?? (type.isUnique ? indexProblem(with: value) : nil)
        if let problem { throw ValueProblem(problem) }
        metafield.value = value.shown
        metafield.enter(indexText(of: value, type, definition))
    } catch {
        failures.add("value", error.message)
    }
}

/// The text by which the owner of a value is found; nil if no definition wants it to be.
package func indexText(of value: Value, _ type: ValueType, _ definition: Definition?) -> String? {
    guard type.isUnique || definition?.keepsIndex ?? false, type.isIndexable else { return nil }
    return value.texts.first
}

/// The definition of the metafields at a path.
func definition(at path: String, _ context: Context) throws(Failures) -> Definition? {
    try context.find(Definition.self, where: .equal("path", path), limit: 1).first
}

/// No two metafields of this place may have one value.
func isUnique(_ metafield: Metafield, _ definition: Definition?) -> Bool {
    definition?.isUnique ?? false || ValueType.named(metafield.type)?.isUnique ?? false
}

/// Another metafield has the value, where no two may.
func isTaken(
    _ metafield: Metafield, _ before: Metafield?, _ definition: Definition?, _ context: Context
) throws(Failures) -> Bool {
    guard isUnique(metafield, definition),
        let text = metafield.indexValue, text != before?.indexValue
    else { return false }
    let holders = try context.find(
        Metafield.self, where: .equal("indexed_path", metafield.path), .equal("index_value", text), limit: 2)
    return holders.contains { $0.id != metafield.id }
}
