internal import StoaJSON

/// What executing an operation, or a field of it, gave.
package struct ExecutionResult: Sendable {
    /// JSON.
    package var data: [UInt8] = Array("null".utf8)
    package var errors: [GraphQLError] = []

    package init() {}

    /// A field that was refused before it was executed.
    package init(_ errors: [GraphQLError]) { self.errors = errors }
}

/// Writes values, and finds where a null is that must not be: then what holds it is null (section 6.4.4).
struct ResultWriter {
    private let leaves: [UInt8]
    private var out: [UInt8] = []
    private var errors: [GraphQLError] = []
    private var path: [GraphQLError.Step] = []

    init(leaves: [UInt8]) {
        self.leaves = leaves
        out.reserveCapacity(leaves.count * 2)
    }

    /// `key` is that of the root's field whose value it is; nil for the whole.
    consuming func write(_ value: Completed, _ type: TypeReference, at key: String? = nil) -> ExecutionResult {
        if let key { path.append(.key(key)) }
        if !append(value, type) { out = Array("null".utf8) }
        var result = ExecutionResult()
        result.data = out
        result.errors = errors
        return result
    }

    /// False if the value may not be null and is.
    private mutating func append(_ value: Completed, _ type: TypeReference) -> Bool {
        let start = out.count
        switch value {
        case .leaf(let range):
            out.append(contentsOf: leaves[range])
            return true
        case .null:
            if type.isNonNull {
                report(GraphQLError("Cannot return null for a field that is not nullable.", code: .value))
            }
        case .failure(let error): report(error)
        case .list(let elements):
            if let element = type.element, append(elements, element) { return true }
        case .object(let table, let row):
            if append(table, row) { return true }
        }
        out.removeLast(out.count - start)
        guard !type.isNonNull else { return false }
        out.appendASCII("null")
        return true
    }

    private mutating func append(_ elements: [Completed], _ type: TypeReference) -> Bool {
        out.append(UInt8(ascii: "["))
        for (place, element) in elements.enumerated() {
            if place > 0 { out.append(UInt8(ascii: ",")) }
            path.append(.index(place))
            defer { path.removeLast() }
            guard append(element, type) else { return false }
        }
        out.append(UInt8(ascii: "]"))
        return true
    }

    private mutating func append(_ table: ObjectTable, _ row: Int) -> Bool {
        out.append(UInt8(ascii: "{"))
        for (place, column) in table.columns.enumerated() {
            if place > 0 { out.append(UInt8(ascii: ",")) }
            out.append(contentsOf: column.key)
            path.append(.key(column.name))
            defer { path.removeLast() }
            guard append(column.values[row], column.type) else { return false }
        }
        out.append(UInt8(ascii: "}"))
        return true
    }

    private mutating func report(_ error: GraphQLError) {
        var error = error
        error.path = path
        errors.append(error)
    }
}

extension [GraphQLError] {
    /// Appends the list as JSON.
    package func append(to out: inout [UInt8]) {
        var json = JSONBuilder()
        json.object { json in
            json.array("errors", self) { json, error in
                json.object { json in
                    json.member("message", error.message)
                    if !error.locations.isEmpty {
                        json.array("locations", error.locations) { json, location in
                            json.object {
                                $0.member("line", Int64(location.line))
                                $0.member("column", Int64(location.column))
                            }
                        }
                    }
                    if !error.path.isEmpty {
                        json.array("path", error.path) { json, step in
                            switch step {
                            case .key(let key): json.value(key)
                            case .index(let index): json.value(json: "\(index)")
                            }
                        }
                    }
                    json.object("extensions") { $0.member("code", error.code) }
                }
            }
        }
        // Only the list, without the object around it.
        out.append(contentsOf: json.bytes.dropFirst(10).dropLast())
    }
}
