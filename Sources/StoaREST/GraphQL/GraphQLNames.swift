/// How names of declarations are spelled in GraphQL.
enum GraphQLNames {
    /// `compare_at_price` is `compareAtPrice`.
    static func camel(_ name: String) -> String {
        let parts = name.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        guard let first = parts.first else { return "_" }
        return String(first) + parts.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    /// `compare_at_price` is `CompareAtPrice`.
    static func pascal(_ name: String) -> String {
        let camel = camel(name)
        return camel.prefix(1).uppercased() + camel.dropFirst()
    }

    /// `PartImage` is `partImage`.
    static func lowerFirst(_ name: String) -> String { name.prefix(1).lowercased() + name.dropFirst() }

    /// What an enum calls a text that records have; nil if nothing of GraphQL can name it.
    static func enumValue(_ text: String) -> String? {
        let name = text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0.uppercased() : "_" }.joined()
        guard let first = name.first, !first.isNumber, !["TRUE", "FALSE", "NULL"].contains(name) else { return nil }
        return name.hasPrefix("__") ? nil : name
    }

    /// The singular of what an id names: `supplier_id` is `supplier`.
    static func object(of reference: String) -> String? {
        reference.hasSuffix("_id") ? camel(String(reference.dropLast(3))) : nil
    }

    /// A path of issues, `parts[2].unit_price`, as GraphQL writes it: `["parts", "2", "unitPrice"]`.
    static func path(_ field: String) -> [String] {
        field.split { $0 == "." || $0 == "[" || $0 == "]" }.map { part in
            part.allSatisfy(\.isNumber) ? String(part) : camel(String(part))
        }
    }
}

extension String {
    func commonPrefix(with other: String) -> Substring {
        prefix(zip(self, other).prefix { $0 == $1 }.count)
    }
}
