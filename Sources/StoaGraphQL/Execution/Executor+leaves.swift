internal import StoaJSON

/// Scalars and values of enums.
extension Executor {
    func completeLeaf(_ value: Value, _ type: NamedType) -> Completed {
        let start = leaves.count
        switch value {
        case .null: return .null
        case .failure(let error): return .failure(error)
        case .bool(let flag): flag ? leaves.appendASCII("true") : leaves.appendASCII("false")
        case .int(let number):
            if case .scalar(.id) = type.content {
                leaves.appendJSONString("\(number)")
            } else {
                leaves.append(decimal: number)
            }
        case .text(let text): leaves.appendJSONString(text)
        case .json(let json):
            if json.isNull { return .null }
            guard append(json, type) else { return .failure(mismatch(json, type)) }
        case .node, .list: return .failure(GraphQLError("\(type.name) has no parts.", code: .value))
        }
        return .leaf(start..<leaves.count)
    }

    /// Appends what the type makes of a record's JSON; false if that is no value of the type.
    private func append(_ json: JSONValue, _ type: NamedType) -> Bool {
        switch type.content {
        case .scalar(let kind): return append(json, kind)
        case .enumeration(let values):
            guard let stored = json.string, let value = values.first(where: { $0.stored.utf8.elementsEqual(stored) })
            else {
                return false
            }
            leaves.appendJSONString(value.name)
            return true
        default: return false
        }
    }

    private func append(_ json: JSONValue, _ kind: ScalarKind) -> Bool {
        switch (kind, json.kind) {
        case (.int, .number):
            guard let number = json.int, Int32(exactly: number) != nil else { return false }
            leaves.append(decimal: number)
        case (.wide, .number):
            guard let number = json.int else { return false }
            leaves.append(decimal: number)
        case (.id, .number):
            guard let number = json.int else { return false }
            leaves.appendJSONString("\(number)")
        case (.float, .number), (.boolean, .bool), (.string, .string), (.id, .string), (.text, .string), (.json, _):
            leaves.append(json.literal)
        // Some records have numbers where GraphQL promises text.
        case (.string, .number), (.text, .number), (.string, .bool):
            leaves.append(UInt8(ascii: "\""))
            leaves.append(json.literal)
            leaves.append(UInt8(ascii: "\""))
        default: return false
        }
        return true
    }

    private func mismatch(_ json: JSONValue, _ type: NamedType) -> GraphQLError {
        GraphQLError("The value is no \(type.name).", code: .value)
    }
}
