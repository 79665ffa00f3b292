internal import StoaCore
internal import StoaGraphQL
internal import StoaRecords

/// Some of a list, as a connection shows it.
final class RecordPage {
    struct Place {
        let id: Int64
        var position: Int64 = 0
        /// What a sorted list is sorted by, and what this record has there.
        var sorted: FormPair?
    }

    let nodes: [Node]
    let places: [Place]
    let hasNext: Bool
    let hasPrevious: Bool
    /// Whose cursors they are.
    let resource: Resource
    let edgeType: NamedType

    init(
        _ nodes: [Node], _ places: [Place], hasNext: Bool, hasPrevious: Bool, resource: Resource, edgeType: NamedType
    ) {
        self.nodes = nodes
        self.places = places
        self.hasNext = hasNext
        self.hasPrevious = hasPrevious
        self.resource = resource
        self.edgeType = edgeType
    }
}

/// A record in its place in a page.
final class RecordEdge {
    let page: RecordPage
    let index: Int

    init(_ page: RecordPage, _ index: Int) {
        self.page = page
        self.index = index
    }
}

/// What came of a change.
final class ChangeResult {
    var record: Node?
    var records: [Node]?
    var deletedID: String?
    var errors: KeptDocument?
}

/// What `first`, `after` and their siblings ask for.
struct PageArguments {
    let limit: Int
    let isBackward: Bool
    let isReversed: Bool
    let cursor: String?
    /// The name of the field to sort by; nil for the id.
    let sortField: String?

    private static let limits = 1...Int64(ListParameters.limits.upperBound)

    init(_ arguments: Arguments) throws(GraphQLError) {
        let first = arguments.given("first")?.int
        let last = arguments.given("last")?.int
        let after = arguments.given("after")?.text
        let before = arguments.given("before")?.text
        guard first == nil || last == nil else { throw Self.invalid("Pass either first or last, not both.") }
        isBackward = last != nil || (before != nil && first == nil)
        guard isBackward ? after == nil : before == nil else {
            throw Self.invalid("Pass after with first, or before with last.")
        }
        let count = first ?? last ?? Int64(ListParameters.defaultLimit)
        guard Self.limits.contains(count) else {
            throw Self.invalid("\(last == nil ? "first" : "last") must be from 1 to \(Self.limits.upperBound).")
        }
        limit = Int(count)
        cursor = after ?? before
        isReversed = arguments.given("reverse")?.bool ?? false
        if case .enumeration(_, let field)? = arguments.given(SchemaBuilder.sortArgument), field != SchemaBuilder.idSort
        {
            sortField = field
        } else {
            sortField = nil
        }
    }

    static func invalid(_ message: String) -> GraphQLError { GraphQLError(message, code: .input) }
}
