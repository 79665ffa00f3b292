package import StoaKit

/// Most axes of one product.
package let optionsMax = 3
/// Most variants of one product; the field's newest limit.
///
/// Older documents say 100.
package let variantsMax = 2048
/// The value of a variant on an axis where it was given none.
package let defaultValue = "Default Title"

/// Brings options and variants together: the options name the axes and their order, every variant has a value on each,
/// no two variants have the same ones, and the options list the values that are in use.
package func arrangeOptions(_ product: inout Product, _ change: Change<Product>, _ failures: inout Failures) {
    guard hasLegalSize(product, change, &failures) else { return }
    if product.options.isEmpty {
        product.options = change.before?.options ?? []
    }
    if let before = change.before {
        followMovedOptions(&product, before)
    }
    if product.variants.isEmpty {
        product.variants = [firstVariant(of: product.options)]
    }
    nameOptions(&product, &failures)
    fillValues(&product)
    for axis in product.options.indices {
        product.options[axis].values = values(inUse: product, axis: axis)
        spellAlike(&product, axis: axis)
    }
    nameVariants(&product)
    refuseDuplicates(product, &failures)
}

/// A product never loses its last variant; one that is being made gets its first.
private func hasLegalSize(_ product: Product, _ change: Change<Product>, _ failures: inout Failures) -> Bool {
    if product.options.count > optionsMax {
        failures.add("options", "can't be more than \(optionsMax)")
    } else if product.variants.count > variantsMax {
        failures.add("variants", "can't be more than \(variantsMax)")
    } else if product.variants.isEmpty, change.operation != .create {
        failures.add("", "The last variant of a product can't be deleted.")
    } else {
        return true
    }
    return false
}

/// Carries the values of untouched variants along when a client moves, drops or adds axes.
///
/// An option is the one with its id, else the one with its name, else the one in its place.
package func followMovedOptions(_ product: inout Product, _ before: Product) {
    let sources = sourceAxes(of: product.options, in: before.options)
    guard sources != Array(before.options.indices) else { return }
    let stored = Dictionary(before.variants.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for index in product.variants.indices {
        let variant = product.variants[index]
        guard let old = stored[variant.id], old.optionValues == variant.optionValues else { continue }
        let moved = sources.map { source in source.flatMap { old.optionValues[$0] } }
        product.variants[index].optionValues = moved + Array(repeating: nil, count: optionsMax - moved.count)
    }
}

/// For each option the axis that it was before, or nil if it is new.
private func sourceAxes(of options: [Option], in before: [Option]) -> [Int?] {
    var sources = options.map { option in
        before.firstIndex { option.id > 0 && $0.id == option.id } ?? before.firstIndex { $0.name == option.name }
    }
    for axis in options.indices where sources[axis] == nil && axis < before.count && !sources.contains(axis) {
        sources[axis] = axis
    }
    return sources
}

private func firstVariant(of options: [Option]) -> Variant {
    var variant = Variant()
    for (axis, option) in options.enumerated() {
        variant.optionValues[axis] = option.values.first
    }
    return variant
}

/// Gives every axis that a variant uses an option, and every option a name of its own.
private func nameOptions(_ product: inout Product, _ failures: inout Failures) {
    let used = product.variants.map { $0.optionValues.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? 1 }.max() ?? 1
    while product.options.count < used {
        product.options.append(Option())
    }
    var names: Set<String> = []
    for axis in product.options.indices {
        if isBlank(product.options[axis].name) {
            product.options[axis].name = axis == 0 ? "Title" : "Option \(axis + 1)"
        }
        if !names.insert(product.options[axis].name.lowercased()).inserted {
            failures.add("options[\(axis)].name", "has already been taken")
        }
    }
}

/// Gives every variant a value on each axis.
private func fillValues(_ product: inout Product) {
    let axes = product.options.count
    for index in product.variants.indices {
        var values = product.variants[index].optionValues
        for axis in values.indices where isBlank(values[axis]) {
            values[axis] = axis < axes ? defaultValue : nil
        }
        product.variants[index].optionValues = values
    }
}

/// Gives variants the spelling that their option lists: Unicode has several for one text ("é" is one code point or two),
/// and clients that compare bytes would not find the value.
private func spellAlike(_ product: inout Product, axis: Int) {
    let listed = product.options[axis].values
    guard listed.contains(where: { !$0.utf8.allSatisfy { $0 < 0x80 } }) else { return }
    let spellings = Set(listed)
    for index in product.variants.indices {
        guard let value = product.variants[index].optionValues[axis], let place = spellings.firstIndex(of: value) else {
            continue
        }
        product.variants[index].optionValues[axis] = spellings[place]
    }
}

/// Gives every variant the title that follows from its values.
private func nameVariants(_ product: inout Product) {
    for index in product.variants.indices {
        product.variants[index].title = product.variants[index].optionValues.compactMap(\.self).joined(separator: " / ")
    }
}

/// The wording is what client code looks for.
private func refuseDuplicates(_ product: Product, _ failures: inout Failures) {
    var taken: Set<[String?]> = []
    var told: Set<[String?]> = []
    for variant in product.variants {
        let key = variant.optionValues.map { $0?.lowercased() }
        guard !taken.insert(key).inserted, told.insert(key).inserted else { continue }
        failures.add("", "The variant '\(variant.title)' already exists. Please change at least one option value.")
    }
}

/// The values that variants have on an axis: in the option's order where it lists them, then in the variants' order.
private func values(inUse product: Product, axis: Int) -> [String] {
    let used = product.variants.compactMap { $0.optionValues[axis] }
    var missing = Set(used)
    return (product.options[axis].values + used).filter { missing.remove($0) != nil }
}

private func isBlank(_ text: String?) -> Bool {
    text?.allSatisfy(\.isWhitespace) ?? true
}
