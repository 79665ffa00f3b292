package import StoaKit

/// Most definitions for one kind of owner.
let definitionsMax = Context.pageMax
/// Most choices of a definition.
let choicesMax = 128

/// Completes a definition before it is stored, or refuses it.
@Sendable func prepareDefinition(
    _ definition: inout Definition, _ change: Change<Definition>, _ context: Context
) throws(Failures) {
    definition.path = path(definition.ownerType, definition.namespace, definition.key)
    try complete(&definition, change)
    if change.operation == .create {
        let others = try context.find(Definition.self, where: .equal("owner_type", definition.ownerType))
        guard others.count < definitionsMax else {
            throw .invalid("owner_type", "has \(definitionsMax) definitions already")
        }
    }
    guard definition.revision != change.before?.revision else { return }
    let stored = try context.find(Metafield.self, where: .equal("path", definition.path), limit: 1)
    definition.invalidCount = 0
    definition.validation = stored.isEmpty ? .allValid : .inProgress
}

/// Brings what a definition demands into one form, and refuses what makes no sense.
package func complete(_ definition: inout Definition, _ change: Change<Definition>) throws(Failures) {
    var failures = Failures()
    let before = change.before
    checkNames(
        (definition.namespace, definition.key), before: before.map { ($0.namespace, $0.key) }, &failures)
    if let before, before.ownerType != definition.ownerType { failures.add("owner_type", "can't be changed") }
    if let before, before.type != definition.type { failures.add("type", "can't be changed") }
    guard let type = ValueType.named(definition.type) else {
        failures.add("type", "is not a type of metafields")
        throw failures
    }
    completeCapabilities(&definition, type, &failures)
    completeChoices(&definition, type.element, change.currency, &failures)
    completeBounds(&definition, type.bounds, &failures)
    completePattern(&definition, type.bounds, &failures)
    try failures.throwIfAny()
    if definition.demands != before?.demands { definition.revision += 1 }
}

private func completeCapabilities(_ definition: inout Definition, _ type: ValueType, _ failures: inout Failures) {
    if type.isUnique { definition.isUnique = true }
    for (field, isWanted) in [("unique", definition.isUnique), ("indexed", definition.isIndexed)]
    where isWanted && !type.isIndexable {
        failures.add(field, "is not possible for the type \(type.name)")
    }
    if definition.isRequired, !requiringOwners.contains(where: { $0.kind == definition.ownerType }) {
        failures.add("required", "is possible only for \(requiringOwners.map { $0.kind }.joined(separator: ", "))")
    }
}

private func completeChoices(
    _ definition: inout Definition, _ type: ValueType, _ currency: Currency, _ failures: inout Failures
) {
    guard let choices = definition.choices.elements, choices.count <= choicesMax else {
        return failures.add("choices", "must be an array of at most \(choicesMax) values")
    }
    guard choices.isEmpty || type.isIndexable else {
        return failures.add("choices", "are not possible for the type \(definition.type)")
    }
    var texts: [String] = []
    for choice in choices {
        do throws(ValueProblem) {
            let value = try type.value(choice, currency)
            texts += value.texts.filter { !texts.contains($0) }
        } catch {
            failures.add("choices[\(texts.count)]", error.message)
        }
    }
    definition.choices = .array(texts.map(JSON.string))
}

private func completeBounds(
    _ definition: inout Definition, _ bounds: ValueType.Bounds?, _ failures: inout Failures
) {
    for (field, path) in [("min", \Definition.min), ("max", \Definition.max)] {
        guard let sent = definition[keyPath: path], !sent.isNull, sent.string != "" else {
            definition[keyPath: path] = nil
            continue
        }
        guard let bounds else {
            failures.add(field, "is not possible for the type \(definition.type)")
            continue
        }
        do throws(ValueProblem) {
            definition[keyPath: path] = try bounds.bound(sent, of: definition.type)
        } catch {
            failures.add(field, error.message)
        }
    }
    guard let bounds, let min = definition.min, let max = definition.max else { return }
    if bounds.precedes(max.scalarText, min.scalarText) { failures.add("max", "must not be below min") }
}

private func completePattern(
    _ definition: inout Definition, _ bounds: ValueType.Bounds?, _ failures: inout Failures
) {
    if definition.pattern?.isEmpty ?? false { definition.pattern = nil }
    guard let pattern = definition.pattern else { return }
    guard bounds == .length else {
        return failures.add("pattern", "is not possible for the type \(definition.type)")
    }
    if Pattern(pattern) == nil {
        failures.add("pattern", "is not a regular expression, or one of a kind that is not offered")
    }
}

extension ValueType.Bounds {
    /// A bound in its canonical form: a number, or a day or moment as a string.
    fileprivate func bound(_ sent: JSON, of type: String) throws(ValueProblem) -> JSON {
        switch self {
        case .number: return JSON(try decimal(sent.scalarText).text)
        case .length:
            guard let count = Int(sent.scalarText), (0...textCharactersMax).contains(count) else {
                throw ValueProblem("must be a whole number from 0 to \(textCharactersMax)")
            }
            return JSON(String(count))
        case .time:
            let currency = Currency(code: "", exponent: 0)
            return try type.hasSuffix("date") ? readDate(sent, currency).json : readDateTime(sent, currency).json
        }
    }
}
