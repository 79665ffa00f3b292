/// A regular expression, matched in time that is linear in the text whatever the expression: every state that it can be in
/// is followed at once, and nothing is tried twice.
///
/// The standard library's own engine goes back and tries again, so that `(a+)+$` and a text of forty letters would hold up
/// the store's writes for hours. This one knows what needs no going back: literals, `.`, classes, `\d \w \s`, groups, `|`,
/// `* + ? {2,5}`, `^` and `$`.
package struct Pattern: Sendable {
    /// Most steps of an expression; a repetition takes those of what it repeats so many times.
    static let stepsMax = 500
    /// Most characters of a text that is matched.
    static let textCharactersMax = 4_096

    enum Step: Equatable {
        case take(ScalarSet)
        case start
        case end
        /// Goes on at both.
        case split(Int, Int)
        case jump(Int)
        case match
    }

    let steps: [Step]

    /// Reads an expression; nil if it is none, or one that this does not know, or too large.
    package init?(_ text: String) {
        var parser = PatternParser(text)
        guard let node = parser.parse() else { return nil }
        var builder = Builder()
        guard builder.append(node), builder.add(.match) else { return nil }
        steps = builder.steps
    }

    /// True if some part of the text matches; `^` and `$` stand for its ends.
    package func matches(_ text: String) -> Bool {
        var states = States(count: steps.count)
        let scalars = Array(text.unicodeScalars)
        for place in 0...scalars.count {
            let isAtEnd = place == scalars.count
            // A match may begin here.
            add(0, to: &states, isAtStart: place == 0, isAtEnd: isAtEnd)
            if states.hasMatched { return true }
            guard !isAtEnd else { return false }
            let current = states.takeAll()
            for state in current {
                guard case .take(let set) = steps[state], set.contains(scalars[place]) else { continue }
                add(state + 1, to: &states, isAtStart: false, isAtEnd: place + 1 == scalars.count)
            }
        }
        return false
    }

    private func add(_ state: Int, to states: inout States, isAtStart: Bool, isAtEnd: Bool) {
        var open = [state]
        while let state = open.popLast() {
            guard states.insert(state) else { continue }
            switch steps[state] {
            case .take: break
            case .start: if isAtStart { open.append(state + 1) }
            case .end: if isAtEnd { open.append(state + 1) }
            case .jump(let target): open.append(target)
            case .split(let first, let second): open += [second, first]
            case .match: states.hasMatched = true
            }
        }
    }
}

/// The states that a match is in.
private struct States {
    private var isIn: [Bool]
    private var list: [Int] = []
    var hasMatched = false

    init(count: Int) {
        isIn = Array(repeating: false, count: count)
    }

    mutating func insert(_ state: Int) -> Bool {
        guard !isIn[state] else { return false }
        isIn[state] = true
        list.append(state)
        return true
    }

    mutating func takeAll() -> [Int] {
        defer { list.removeAll(keepingCapacity: true) }
        for state in list { isIn[state] = false }
        return list
    }
}

/// Turns the tree of an expression into steps; every call is false when there would be too many.
private struct Builder {
    var steps: [Pattern.Step] = []

    mutating func add(_ step: Pattern.Step) -> Bool {
        steps.append(step)
        return steps.count <= Pattern.stepsMax
    }

    mutating func append(_ node: PatternNode) -> Bool {
        switch node {
        case .set(let set): return add(.take(set))
        case .start: return add(.start)
        case .end: return add(.end)
        case .sequence(let nodes):
            for node in nodes { guard append(node) else { return false } }
            return true
        case .choice(let first, let second): return append(first, or: second)
        case .repeated(let node, let least, let most):
            for _ in 0..<least { guard append(node) else { return false } }
            guard let most else { return appendLoop(node) }
            for _ in least..<most { guard appendOptional(node) else { return false } }
            return true
        }
    }

    private mutating func append(_ first: PatternNode, or second: PatternNode) -> Bool {
        let split = steps.count
        guard add(.split(0, 0)), append(first) else { return false }
        let jump = steps.count
        guard add(.jump(0)), append(second) else { return false }
        steps[split] = .split(split + 1, jump + 1)
        steps[jump] = .jump(steps.count)
        return true
    }

    private mutating func appendOptional(_ node: PatternNode) -> Bool {
        let split = steps.count
        guard add(.split(0, 0)), append(node) else { return false }
        steps[split] = .split(split + 1, steps.count)
        return true
    }

    private mutating func appendLoop(_ node: PatternNode) -> Bool {
        let split = steps.count
        guard add(.split(0, 0)), append(node), add(.jump(split)) else { return false }
        steps[split] = .split(split + 1, steps.count)
        return true
    }
}
