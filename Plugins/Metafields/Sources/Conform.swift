package import StoaKit

enum Jobs {
    static let conform = "conform"
    /// Metafields in one step.
    static let page = 100
}

/// A definition that demands something else now, or is gone, has the stored values looked through.
@Sendable func definitionChanged(
    _ definition: Definition, _ change: Change<Definition>, _ context: Context
) throws(Failures) {
    if change.operation == .delete {
        guard definition.keepsIndex else { return }
        try context.enqueue(Jobs.conform, ConformRun(path: definition.path, of: nil).json)
    } else if definition.validation == .inProgress, definition.revision != change.before?.revision {
        try context.enqueue(Jobs.conform, ConformRun(path: definition.path, of: definition).json)
    }
}

/// A job: looks through some of the metafields that a definition is about, enters the text that their owners are found by,
/// counts those that are not as it says, and leaves the rest to the next one.
@Sendable func conform(_ job: JobRun, _ context: Context) throws(Failures) -> JobRun.Next {
    guard var run = ConformRun(job.arguments) else { return .done }
    let definition = try definition(at: run.path, context)
    // What has changed since has a run of its own.
    guard run.mark == ConformRun.mark(of: definition) else { return .done }
    let currency = try context.store().currency
    let metafields = try context.find(
        Metafield.self, where: .equal("path", run.path), after: run.after, limit: Jobs.page)
    for metafield in metafields where try !conform(metafield, to: definition, currency, context) { run.invalid += 1 }
    if metafields.count == Jobs.page, let last = metafields.last {
        run.after = last.id
        try context.enqueue(Jobs.conform, run.json)
    } else if let definition {
        try context.update(Definition.self, definition.id) { (definition) throws(Failures) in
            definition.invalidCount = run.invalid
            definition.validation = run.invalid == 0 ? .allValid : .someInvalid
        }
    }
    return .done
}

/// Enters the text that a stored metafield's owner is found by; false if the value is not as the definition says.
private func conform(
    _ metafield: Metafield, to definition: Definition?, _ currency: Currency, _ context: Context
) throws(Failures) -> Bool {
    var entered = metafield
    var isValid = judge(&entered, by: definition, currency)
    if try isTaken(entered, metafield, definition, context) {
        isValid = false
        entered.enter(nil)
    }
    if entered.indexValue != metafield.indexValue {
        try context.update(Metafield.self, metafield.id) { (metafield) throws(Failures) in
            metafield.enter(entered.indexValue)
        }
    }
    return isValid
}

/// Says whether a stored value is as a definition says, and by which text its owner is found then.
package func judge(_ metafield: inout Metafield, by definition: Definition?, _ currency: Currency) -> Bool {
    metafield.enter(nil)
    guard let type = ValueType.named(metafield.type), let stored = metafield.value,
        let value = try? type.value(stored, currency), definition?.problem(with: value, of: type) == nil
    else { return false }
    metafield.enter(indexText(of: value, type, definition))
    return true
}

/// Where a look through stored values stands; its job is told.
package struct ConformRun: Equatable {
    let path: String
    /// Of which definition, and of which of its revisions.
    let mark: String
    /// The last metafield that is done.
    var after: Int64 = 0
    var invalid = 0

    package init(path: String, of definition: Definition?) {
        self.path = path
        mark = Self.mark(of: definition)
    }

    package init?(_ json: JSON) {
        guard let path = json["path"]?.string, let mark = json["mark"]?.string else { return nil }
        self.path = path
        self.mark = mark
        after = json["after"]?.integer ?? 0
        invalid = Int(json["invalid"]?.integer ?? 0)
    }

    static func mark(of definition: Definition?) -> String {
        definition.map { "\($0.id)-\($0.revision)" } ?? "gone"
    }

    package var json: JSON {
        .object([
            ("path", .string(path)), ("mark", .string(mark)), ("after", JSON(String(after))),
            ("invalid", JSON(String(invalid))),
        ])
    }
}
