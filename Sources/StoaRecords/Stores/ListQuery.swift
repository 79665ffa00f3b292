internal import StoaStorage

/// A value that a condition compares with.
package enum QueryValue: Sendable, Hashable {
    case integer(Int64)
    case float(Double)
    case text(String)

    /// Texts are compared as storage compares them, by their bytes: Swift takes two spellings of one letter for the same.
    package static func == (left: QueryValue, right: QueryValue) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): left == right
        case (.float(let left), .float(let right)): left == right
        case (.text(let left), .text(let right)): left.utf8.elementsEqual(right.utf8)
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .integer(let number): hasher.combine(number)
        case .float(let number): hasher.combine(number)
        case .text(var text): text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        }
    }
}

/// Which records of a resource are meant, in which order, and from where.
package struct ListQuery: Sendable {
    package enum Condition: Sendable, Equatable {
        case equal(field: Int, QueryValue)
        case oneOf(field: Int, [QueryValue])
        /// Another value than these, or none.
        case noneOf(field: Int, [QueryValue])
        /// Case-insensitive substring; the text is folded already.
        case contains(field: Int, String)
        case atLeast(field: Int, QueryValue)
        case atMost(field: Int, QueryValue)
        /// Strictly above or below.
        case beyond(field: Int, QueryValue, above: Bool)
        case isSet(field: Int, Bool)
        /// A record of another resource with this value, and with this key where the filter has one, links to it.
        case through(ThroughFilter, key: String?, QueryValue)
    }

    package enum Order: Sendable {
        case newestFirst, oldestFirst
        /// Siblings by their POSITION field, whose index it is.
        case position(field: Int)
        /// By a whole number of the records that link to them, then by id; the links lead the way.
        case linked(rank: Field)
        /// By a field that every record has and an index is sorted by, then by id.
        case value(field: Int, isDescending: Bool)
    }

    package enum Direction: Sendable {
        case forward, backward
    }

    package var parent: Int64?
    package var conditions: [Condition] = []
    /// Only these; nil for all.
    ///
    /// At most 250.
    package var ids: [Int64]?
    /// Only ids above it.
    package var sinceID: Int64?
    package var order = Order.newestFirst
    /// The id beside which the page starts, itself excluded.
    package var boundary: Int64?
    /// Where the boundary stood when the page before was made, for `.position` (used if it is gone by now) and `.linked`.
    package var boundaryPosition: Int64 = 0
    /// For `.value`, what the boundary had there when the page before was made.
    package var boundaryValue: QueryValue?
    package var direction = Direction.forward
    package var limit = 50
    package var offset = 0

    package init() {}
}
