package import StoaJSON

/// A document that was read and compared with its schema; good for any number of requests.
package final class CheckedDocument: Sendable {
    package let schema: Schema
    package let document: Document
    let fragments: [String: FragmentDefinition]

    /// Reads a document; throws all that is wrong with it.
    package init(_ text: String, _ schema: Schema, limits: QueryLimits = QueryLimits()) throws(Refusal) {
        self.schema = schema
        do {
            document = try Parser.parse(Array(text.utf8))
        } catch {
            throw Refusal([error])
        }
        try DocumentBounds.check(document, limits)
        let errors = Validator.errors(in: document, schema)
        guard errors.isEmpty else { throw Refusal(errors) }
        fragments = Dictionary(document.fragments.map { ($0.name, $0) }) { first, _ in first }
    }
}

/// Why a request is not executed.
package struct Refusal: Error, Sendable {
    package let errors: [GraphQLError]

    package init(_ errors: [GraphQLError]) { self.errors = errors }
}

/// One operation with the values of its variables: all that executing it takes beside the data.
package struct PreparedOperation: Sendable {
    package let checked: CheckedDocument
    package let operation: OperationDefinition
    /// What it may cost at most.
    package let cost: Int
    /// How many fields are looked at, however many records they are asked of.
    package let fields: Int
    let variables: [String: InputValue]

    package var kind: OperationKind { operation.kind }

    /// Chooses the operation and reads its variables.
    ///
    /// `name` may be left out if there is only one operation; `variables` is an object, or nil.
    package init(
        _ checked: CheckedDocument, name: String?, variables: JSONValue?, limits: QueryLimits = QueryLimits()
    ) throws(Refusal) {
        self.checked = checked
        let operations = checked.document.operations
        if let name {
            guard let found = operations.first(where: { $0.name == name }) else {
                throw Refusal([GraphQLError("Unknown operation named \"\(name.prefix(64))\".", code: .input)])
            }
            operation = found
        } else {
            guard operations.count == 1 else {
                throw Refusal([
                    GraphQLError("Must provide operation name if query contains multiple operations.", code: .input)
                ])
            }
            operation = operations[0]
        }
        self.variables = try Self.values(of: operation, variables, checked)
        var counter = QueryCost(schema: checked.schema, fragments: checked.fragments, variables: self.variables)
        let total = counter.total(of: operation)
        try Self.check(total, limits)
        cost = max(1, total.cost)
        fields = total.fields
    }

    private static func values(
        of operation: OperationDefinition, _ sent: JSONValue?, _ checked: CheckedDocument
    ) throws(Refusal) -> [String: InputValue] {
        let coercion = Coercion(schema: checked.schema)
        var values: [String: InputValue] = [:]
        var errors: [GraphQLError] = []
        for variable in operation.variables {
            var name = variable.name
            let json = sent.flatMap { sent in name.withUTF8 { sent.member(UnsafeRawBufferPointer($0)) } }
            do throws(Coercion.Mismatch) {
                if let json {
                    values[name] = try coercion.value(json, variable.type)
                } else if let initial = variable.initial {
                    values[name] = try coercion.value(initial, variable.type, [:])
                } else if variable.type.isNonNull {
                    throw Coercion.Mismatch(
                        "Variable \"$\(name)\" of required type \"\(variable.type)\" was not provided.")
                }
            } catch {
                let place = ([name] + error.path).joined(separator: ".")
                let message = json == nil ? error.message : "Variable \"$\(place)\" got invalid value: \(error.message)"
                errors.append(
                    GraphQLError(message, code: .input, at: [checked.document.location(variable.place)]))
            }
        }
        guard errors.isEmpty else { throw Refusal(errors) }
        return values
    }

    private static func check(_ total: QueryCost.Total, _ limits: QueryLimits) throws(Refusal) {
        func refuse(_ message: String) -> Refusal { Refusal([GraphQLError(message, code: .cost)]) }
        guard total.depth <= limits.depth else {
            throw refuse("The query is \(total.depth) fields deep; the most is \(limits.depth).")
        }
        guard total.fields <= limits.fields else {
            throw refuse("The query comes to more than \(limits.fields) fields.")
        }
        guard total.cost <= limits.cost else {
            throw refuse(
                "The query costs \(total.cost), which is above the most for one query, \(limits.cost): ask for smaller pages."
            )
        }
    }
}

/// What can be refused by looking at a document once.
enum DocumentBounds {
    /// How often lists of a schema's parts may lie in each other.
    private static let schemaListsMax = 2
    private static let schemaLists: Set<String> = ["fields", "inputFields", "interfaces", "possibleTypes"]

    static func check(_ document: Document, _ limits: QueryLimits) throws(Refusal) {
        var counts = (aliases: 0, directives: 0)
        for operation in document.operations {
            counts.directives += operation.directives.count
            try count(operation.selections, &counts, lists: 0)
        }
        for fragment in document.fragments {
            counts.directives += fragment.directives.count
            try count(fragment.selections, &counts, lists: 0)
        }
        guard counts.aliases <= limits.aliases else {
            throw refusal("The document has \(counts.aliases) aliases; the most is \(limits.aliases).")
        }
        guard counts.directives <= limits.directives else {
            throw refusal("The document has \(counts.directives) directives; the most is \(limits.directives).")
        }
    }

    private static func count(
        _ selections: [Selection], _ counts: inout (aliases: Int, directives: Int), lists: Int
    ) throws(Refusal) {
        for selection in selections {
            switch selection {
            case .field(let field):
                counts.aliases += field.alias == nil ? 0 : 1
                counts.directives += field.directives.count
                let lists = lists + (schemaLists.contains(field.name) ? 1 : 0)
                guard lists <= schemaListsMax else {
                    throw refusal("The document asks for lists of the schema inside each other too often.")
                }
                try count(field.selections, &counts, lists: lists)
            case .inline(_, let directives, let inner, _):
                counts.directives += directives.count
                try count(inner, &counts, lists: lists)
            case .spread(_, let directives, _): counts.directives += directives.count
            }
        }
    }

    private static func refusal(_ message: String) -> Refusal { Refusal([GraphQLError(message, code: .cost)]) }
}
