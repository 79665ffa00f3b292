internal import StoaAuth
package import StoaCore
package import StoaRecords

/// A list's query parameters, understood.
package struct ListParameters {
    package var query = ListQuery()
    /// Names of the fields wanted, in the client's spelling; nil for all.
    package var fields: [String]?
    /// The pairs that select, for the cursor to carry.
    package private(set) var filters: [FormPair] = []
    package private(set) var isContinued = false

    static let limits = 1...250
    static let defaultLimit = 50
    /// Deeper pages cost a scan of everything before them; cursors have no such end.
    static let offsetMax = 100_000

    private let resource: Resource
    let store: StoreIdentity
    private let localTime: LocalTime
    private var page: Int?

    package init(
        _ pairs: [FormPair], resource: Resource, store: StoreIdentity, localTime: LocalTime, dialect: Dialect,
        cursors: CursorCodec,
        held: Set<String> = []
    ) throws(Failure) {
        self.resource = resource
        self.store = store
        self.localTime = localTime
        var token: String?
        for pair in pairs {
            // `ids[]=1`, `ids[0]=1`: how arrays are spelled by the official REST and PHP clients.
            let name = Self.plainName(of: pair.name)
            switch name {
            case "limit": query.limit = try limit(pair.value)
            case "fields": fields = (fields ?? []) + list(pair.value)
            case "page_info", "cursor": token = pair.value
            case "page":
                page = try number("page", pair.value, in: 1...Int(Int32.max))
            default:
                // Some filters have brackets in their names.
                if let known = [pair.name, String(name)].first(where: isFilter) { add(known, pair.value) }
            }
        }
        if let token, !token.isEmpty {
            guard filters.isEmpty, page == nil else {
                throw .badRequest(
                    "\(dialect.cursorParameter) goes with limit and fields only; the filters are inside it.")
            }
            try resume(cursors.open(token, resource: resource.name, store: store.id), dialect)
        }
        // Here, where the client can still see why, and not when it asks for the second page.
        guard filters.reduce(0, { $0 + $1.name.utf8.count + $1.value.utf8.count + 2 }) <= CursorCodec.filterBytesMax
        else {
            throw .badRequest("The filters are longer than \(CursorCodec.filterBytesMax) bytes together.")
        }
        for filter in filters { try apply(filter) }
        for filter in resource.filters
        where !filter.initial.isEmpty && !held.contains(filter.field)
            && !filters.contains(where: { $0.name == filter.parameter })
        {
            try apply(FormPair(name: filter.parameter, value: filter.initial))
        }
        if let page {
            query.offset = (page - 1) * query.limit
            // Answering another page in its place would keep a client that reads to the end for ever.
            guard query.offset <= Self.offsetMax else {
                throw invalid("page", "is too far: from row \(Self.offsetMax) on use \(dialect.cursorParameter)")
            }
        }
    }

    private mutating func resume(_ cursor: Cursor?, _ dialect: Dialect) throws(Failure) {
        guard let cursor else {
            throw Failure(
                .badRequest, issues: [Failure.Issue(field: dialect.cursorParameter, message: "Invalid value.")])
        }
        isContinued = true
        filters = cursor.filters
        query.boundary = cursor.boundary
        query.boundaryPosition = cursor.position
        query.direction = cursor.direction
    }

    private static func plainName(of name: String) -> Substring {
        name.firstIndex(of: "[").map { name[..<$0] } ?? name[...]
    }

    private func isFilter(_ name: String) -> Bool {
        name == "ids" || name == "since_id" || resource.filters.contains { $0.parameter == name }
            || resource.relations.through.contains { $0.rest(of: name) != nil }
    }

    /// Adds a filter; the values of a list that is sent value by value are one list.
    private mutating func add(_ name: String, _ value: String) {
        guard name == "ids" || resource.filters.contains(where: { $0.parameter == name && $0.kind == .oneOf }),
            let place = filters.firstIndex(where: { $0.name == name })
        else { return filters.append(FormPair(name: name, value: value)) }
        let values = [filters[place].value, value].filter { !$0.isEmpty }
        filters[place] = FormPair(name: name, value: values.joined(separator: ","))
    }

    private mutating func apply(_ pair: FormPair) throws(Failure) {
        // A parameter without a value selects nothing and so restricts nothing.
        guard !pair.value.isEmpty else { return }
        if pair.name == "ids" { return try setIDs(pair.value) }
        if pair.name == "since_id" {
            let id = try number("since_id", pair.value, in: 0...Int(1 << 53))
            query.order = .oldestFirst
            query.sinceID = Int64(id)
            return
        }
        for filter in resource.filters where filter.parameter == pair.name {
            guard let index = resource.field(named: filter.field) else { continue }
            try apply(filter, index, pair.value)
        }
        for through in resource.relations.through {
            guard let rest = through.rest(of: pair.name) else { continue }
            query.conditions.append(
                .through(
                    through, key: through.key.map { $0.prefix + rest },
                    try value(pair.value, through.field, through.filter)))
        }
    }

    private mutating func apply(_ filter: Filter, _ index: Int, _ text: String) throws(Failure) {
        let field = resource.fields[index]
        switch filter.kind {
        case .equal: query.conditions.append(.equal(field: index, try value(text, field, filter)))
        case .oneOf:
            var values: [QueryValue] = []
            for part in list(text) { values.append(try value(part, field, filter)) }
            guard values.count <= Self.limits.upperBound else { throw invalid(filter.parameter, "has too many values") }
            query.conditions.append(.oneOf(field: index, values))
        case .contains:
            guard text.utf8.count <= 800 else { throw invalid(filter.parameter, "is longer than 200 characters") }
            query.conditions.append(.contains(field: index, CaseFold.fold(text)))
        case .minimum: query.conditions.append(.atLeast(field: index, try value(text, field, filter)))
        case .maximum: query.conditions.append(.atMost(field: index, try value(text, field, filter)))
        case .presence:
            switch filter.words.firstIndex(of: text) {
            case 0: query.conditions.append(.isSet(field: index, true))
            case 1: query.conditions.append(.isSet(field: index, false))
            case 2: break
            default: throw invalid(filter.parameter, "is not one of \(filter.words.joined(separator: ", "))")
            }
        case .words:
            let words = filter.meanings
            guard let chosen = words.first(where: { $0.word == text }) else {
                throw invalid(filter.parameter, "is not one of \(words.map(\.word).joined(separator: ", "))")
            }
            guard let index = resource.field(named: chosen.field) else { break }
            let values = chosen.values.map(QueryValue.text)
            query.conditions.append(
                values.count == 1 ? .equal(field: index, values[0]) : .oneOf(field: index, values))
        // Belongs to the lists of another resource.
        case .through, .throughKey: break
        }
    }

    private func value(_ text: String, _ field: Field, _ filter: Filter) throws(Failure) -> QueryValue {
        switch field.type {
        case .integer, .reference, .parentID:
            return .integer(Int64(try number(filter.parameter, text, in: -(1 << 53)...(1 << 53))))
        case .bool:
            guard text == "true" || text == "false" else { throw invalid(filter.parameter, "is not true or false") }
            return .integer(text == "true" ? 1 : 0)
        case .time:
            guard let time = Timestamp(parsing: text, in: localTime) else {
                throw invalid(filter.parameter, "is not an ISO 8601 time")
            }
            return .integer(time.microseconds)
        case .money:
            do {
                return .integer(try Money(parsing: text, currency: store.currency).minorUnits)
            } catch {
                throw invalid(filter.parameter, error.message)
            }
        case .float:
            guard let number = DecimalNumber.parse(text) else {
                throw invalid(filter.parameter, "is not a number")
            }
            return .float(number)
        default:
            guard field.choices.isEmpty || field.choices.contains(text) else {
                throw invalid(filter.parameter, "is not one of \(field.choices.joined(separator: ", "))")
            }
            return .text(text)
        }
    }

    private mutating func setIDs(_ text: String) throws(Failure) {
        var ids: [Int64] = []
        for part in list(text) { ids.append(Int64(try number("ids", part, in: 0...Int(1 << 53)))) }
        guard ids.count <= Self.limits.upperBound else {
            throw invalid("ids", "has more than \(Self.limits.upperBound) values")
        }
        query.ids = ids
    }

    private func limit(_ text: String) throws(Failure) -> Int {
        // Above the maximum is clamped (features PL-09); what is no positive number is refused.
        guard let limit = BoundedInt.clamp(text, to: 0...Self.limits.upperBound), limit >= 1 else {
            throw invalid("limit", "is not a number from 1 to \(Self.limits.upperBound)")
        }
        return limit
    }

    private func number(_ name: String, _ text: String, in range: ClosedRange<Int>) throws(Failure) -> Int {
        let isNegative = text.hasPrefix("-") && range.lowerBound < 0
        let digits = isNegative ? text.dropFirst() : text[...]
        guard let number = BoundedInt.parse(digits, in: 0...range.upperBound),
            range.contains(isNegative ? -number : number)
        else { throw invalid(name, "is not a whole number in range") }
        return isNegative ? -number : number
    }

    private func list(_ text: String) -> [String] {
        text.split(separator: ",").map { String($0.drop { $0 == " " }) }
    }

    private func invalid(_ name: String, _ message: String) -> Failure {
        Failure(.badRequest, issues: [Failure.Issue(field: name, message: message)])
    }
}
