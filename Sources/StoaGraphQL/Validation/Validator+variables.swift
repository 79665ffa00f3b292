/// Variables and fragments: what is used is defined and fits, what is defined is used, and none leads to itself (sections 5.5
/// and 5.8).
extension Validator {
    mutating func checkVariables(_ operation: OperationDefinition) {
        var names: Set<String> = []
        for variable in operation.variables {
            if !names.insert(variable.name).inserted {
                report("There can be only one variable named \"$\(variable.name)\".", variable.place)
            }
            check(variable.directives, at: "VARIABLE_DEFINITION", in: .operation(-1))
            guard let type = schema.type(variable.type.name) else {
                report("Unknown type \"\(variable.type.name)\".", variable.place)
                continue
            }
            guard type.isInput else {
                report("Variable \"$\(variable.name)\" cannot be non-input type \"\(variable.type)\".", variable.place)
                continue
            }
            if let initial = variable.initial { check(initial, variable.type, hasInitial: false, in: nil) }
        }
    }

    /// What is used must be defined and fit, and what is defined must be used.
    mutating func checkUse() {
        var spread: Set<String> = []
        for (index, operation) in document.operations.enumerated() {
            let label = operation.name.map { " by operation \"\($0)\"" } ?? ""
            let defined = Dictionary(operation.variables.map { ($0.name, $0) }) { first, _ in first }
            var used: Set<String> = []
            let reached = reach(.operation(index))
            spread.formUnion(reached.fragments)
            for use in reached.uses {
                used.insert(use.name)
                guard let variable = defined[use.name] else {
                    report("Variable \"$\(use.name)\" is not defined\(label).", use.place, operation.place)
                    continue
                }
                if !fits(variable, use) {
                    report(
                        "Variable \"$\(use.name)\" of type \"\(variable.type)\" used in position expecting type \"\(use.type)\".",
                        variable.place, use.place)
                }
            }
            let operationLabel = operation.name.map { " in operation \"\($0)\"" } ?? ""
            for variable in operation.variables where !used.contains(variable.name) {
                report("Variable \"$\(variable.name)\" is never used\(operationLabel).", variable.place)
            }
        }
        for fragment in document.fragments where !spread.contains(fragment.name) {
            report("Fragment \"\(fragment.name)\" is never used.", fragment.place)
        }
    }

    private func reach(_ start: Definition) -> (fragments: Set<String>, uses: [VariableUse]) {
        var seen: Set<String> = []
        var found: [VariableUse] = []
        var open = [start]
        while let definition = open.popLast() {
            guard let used = uses[definition] else { continue }
            found += used.variables
            for spread in used.spreads where seen.insert(spread.name).inserted { open.append(.fragment(spread.name)) }
        }
        return (seen, found)
    }

    /// Section 5.8.5: a nullable variable fits where something else stands for its absence.
    private func fits(_ variable: VariableDefinition, _ use: VariableUse) -> Bool {
        guard use.type != .named("JSON") else { return true }
        var wanted = use.type
        if case .nonNull(let inner) = wanted, !variable.type.isNonNull {
            var hasValue = use.hasInitial
            if let initial = variable.initial, case .null = initial.content {
            } else if variable.initial != nil {
                hasValue = true
            }
            guard hasValue else { return false }
            wanted = inner
        }
        return isSubtype(variable.type, of: wanted)
    }

    private func isSubtype(_ type: TypeReference, of other: TypeReference) -> Bool {
        switch (type, other) {
        case (.nonNull(let left), .nonNull(let right)): isSubtype(left, of: right)
        case (.nonNull(let left), _): isSubtype(left, of: other)
        case (_, .nonNull): false
        case (.list(let left), .list(let right)): isSubtype(left, of: right)
        case (.named(let left), .named(let right)): left == right || isWider(right, than: left)
        default: false
        }
    }

    /// A number of 32 bits is one of more too.
    private func isWider(_ right: String, than left: String) -> Bool {
        guard case .scalar(.int) = schema.type(left)?.content, case .scalar(.wide) = schema.type(right)?.content else {
            return false
        }
        return true
    }

    /// True if a fragment leads to itself.
    mutating func checkCycles() -> Bool {
        enum State { case open, done }
        var states: [String: State] = [:]
        var found: [(name: String, place: Int)] = []
        // Nested at most as deep as there are fragments, which the limit of tokens bounds.
        func visit(_ name: String) {
            states[name] = .open
            for spread in uses[.fragment(name)]?.spreads ?? [] {
                switch states[spread.name] {
                case .open: found.append(spread)
                case .done: break
                case nil: visit(spread.name)
                }
            }
            states[name] = .done
        }
        for fragment in document.fragments where states[fragment.name] == nil { visit(fragment.name) }
        for spread in found { report("Cannot spread fragment \"\(spread.name)\" within itself.", spread.place) }
        return !found.isEmpty
    }
}
