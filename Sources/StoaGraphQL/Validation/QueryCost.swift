/// What an operation may cost, counted over all that its fragments come to, before anything is looked up.
///
/// An object costs 1, a connection 2 and what its page holds, a change 10; values cost nothing. `first` decides what a page
/// may hold, so a query that asks for less is cheaper.
package struct QueryLimits: Sendable {
    package var cost = 1_000
    /// Fields inside each other, those of introspection aside.
    package var depth = 12
    package var aliases = 60
    package var directives = 50
    /// Fields that are looked at one by one, however many records they are asked of.
    package var fields = 10_000

    package init() {}
}

struct QueryCost {
    struct Total: Sendable, Equatable {
        var cost = 0
        var fields = 0
        var depth = 0
    }

    private let schema: Schema
    private let fragments: [String: FragmentDefinition]
    private let variables: [String: InputValue]
    /// Of each fragment, by the number of records in the page that it is asked of.
    private var known: [Key: Total] = [:]

    private struct Key: Hashable {
        let fragment: String
        let page: Int
    }

    static let pageDefault = 50
    private static let change = 10
    /// Far above every limit, and far below where sums overflow.
    private static let most = 1 << 40

    init(schema: Schema, fragments: [String: FragmentDefinition], variables: [String: InputValue]) {
        self.schema = schema
        self.fragments = fragments
        self.variables = variables
    }

    mutating func total(of operation: OperationDefinition) -> Total {
        guard let root = schema.root(of: operation.kind) else { return Total() }
        var total = total(of: operation.selections, of: root, page: 1)
        if operation.kind == .mutation { total.cost += Self.change * operation.selections.count }
        return total
    }

    private mutating func total(of selections: [Selection], of type: NamedType, page: Int) -> Total {
        var sum = Total()
        for selection in selections {
            let part: Total
            switch selection {
            case .field(let field):
                guard !isLeftOut(field.directives) else { continue }
                part = total(of: field, of: type, page: page)
            case .inline(let condition, let directives, let inner, _):
                guard !isLeftOut(directives) else { continue }
                part = total(of: inner, of: condition.flatMap(schema.type) ?? type, page: page)
            case .spread(let name, let directives, _):
                guard !isLeftOut(directives), let fragment = fragments[name] else { continue }
                let key = Key(fragment: name, page: page)
                if let found = known[key] {
                    part = found
                } else {
                    part = total(of: fragment.selections, of: schema.type(fragment.condition) ?? type, page: page)
                    known[key] = part
                }
            }
            sum.cost = min(Self.most, sum.cost + part.cost)
            sum.fields = min(Self.most, sum.fields + part.fields)
            sum.depth = max(sum.depth, part.depth)
        }
        return sum
    }

    private mutating func total(of field: FieldSelection, of type: NamedType, page: Int) -> Total {
        guard let definition = schema.field(field.name, of: type), let value = schema.type(definition.type.name),
            value.isComposite
        else { return Total(cost: 0, fields: 1, depth: 1) }
        let count = count(of: field, definition, page: page)
        var below: Total
        if definition.size == .page {
            // The list is below it, in nodes and edges.
            below = total(of: field.selections, of: value, page: count)
            below.cost = min(Self.most, below.cost + 2)
        } else {
            below = total(of: field.selections, of: value, page: 1)
            below.cost = min(Self.most, below.cost + Self.own(value)).multiplied(by: count, most: Self.most)
        }
        var isMeta = false
        if case .introspection(let field) = definition.source {
            isMeta = true
            below.cost += Self.cost(of: field)
        }
        return Total(cost: below.cost, fields: below.fields + 1, depth: below.depth + (isMeta ? 0 : 1))
    }

    /// The whole schema is some 700 KB, and takes as long as hundreds of records.
    private static func cost(of field: IntrospectionField) -> Int {
        switch field {
        case .schema: 100
        case .type: 5
        default: 0
        }
    }

    /// Edges and what tells about a page are there anyway.
    private static func own(_ type: NamedType) -> Int {
        type.name == "PageInfo" || type.name.hasSuffix("Edge") || type.name.hasPrefix("__") ? 0 : 1
    }

    private func count(of field: FieldSelection, _ definition: FieldDefinition, page: Int) -> Int {
        switch definition.size {
        case .single: return 1
        case .inherited: return page
        case .assumed(let count): return count
        case .page:
            let sizes = ["first", "last"].compactMap { name in value(of: name, field)?.int }
            return Int(max(0, min(sizes.max() ?? Int64(Self.pageDefault), 1 << 31)))
        case .argument(let name):
            return value(of: name, field)?.elements?.count ?? 1
        }
    }

    private func value(of name: String, _ field: FieldSelection) -> InputValue? {
        guard let literal = field.arguments.first(where: { $0.name == name })?.value else { return nil }
        switch literal.content {
        case .variable(let variable): return variables[variable]
        case .int(let digits): return Int64(digits).map(InputValue.int)
        case .list(let items): return .list(items.map { _ in .null })
        default: return nil
        }
    }

    private func isLeftOut(_ directives: [Directive]) -> Bool { !directives.includes(variables) }
}

extension [Directive] {
    /// What `@skip` and `@include` say.
    func includes(_ variables: [String: InputValue]) -> Bool {
        for directive in self {
            guard let literal = directive.arguments.first?.value else { continue }
            let flag: Bool? =
                switch literal.content {
                case .bool(let flag): flag
                case .variable(let name): variables[name]?.bool
                default: nil
                }
            if directive.name == "skip", flag == true { return false }
            if directive.name == "include", flag == false { return false }
        }
        return true
    }
}

extension Int {
    fileprivate func multiplied(by count: Int, most: Int) -> Int {
        let (total, isTooLarge) = multipliedReportingOverflow(by: count)
        return isTooLarge ? most : Swift.min(most, total)
    }
}
