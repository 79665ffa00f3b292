package import StoaKit

/// A metafield in the body of its owner.
package struct SentMetafield: Equatable {
    /// The member of the body that holds them.
    static let input = "metafields"
    /// Most metafields in one body.
    package static let countMax = 100

    /// That of a stored one, in place of its names.
    package var id: Int64?
    package var namespace: String
    package var key: String
    package var value: JSON?
    package var type: String?
    package var description: String?

    /// Reads the member at `path`; null means none.
    package static func list(_ json: JSON?, at path: String = input) throws(Failures) -> [SentMetafield] {
        guard let json, !json.isNull else { return [] }
        guard let elements = json.elements, elements.count <= countMax else {
            throw .invalid(path, "must be an array of at most \(countMax) metafields")
        }
        var list: [SentMetafield] = []
        for (place, element) in elements.enumerated() {
            guard let members = element.members else {
                throw .invalid("\(path)[\(place)]", "must be an object")
            }
            list.append(SentMetafield(members))
        }
        return list
    }

    private init(_ members: [(name: String, value: JSON)]) {
        let byName = Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
        id = byName["id"]?.integer.flatMap { $0 > 0 ? $0 : nil }
        namespace = byName["namespace"]?.string ?? ""
        key = byName["key"]?.string ?? ""
        value = byName["value"].flatMap { $0.isNull ? nil : $0 }
        type = byName["type"]?.string
        description = byName["description"]?.string
    }

    /// Adds what the declaration will refuse, as it will say it, while the place in the body is known.
    package static func checkDeclared(_ metafield: Metafield, _ failures: inout Failures) {
        let lengths: [(field: String, text: String, length: ClosedRange<Int64>)] = [
            ("namespace", metafield.namespace, Length.namespace), ("key", metafield.key, Length.key),
            ("type", metafield.type, 0...Length.type.upperBound),
            ("description", metafield.description ?? "", 0...Length.description.upperBound),
        ]
        for (field, text, length) in lengths {
            let count = Int64(text.unicodeScalars.count)
            if count > length.upperBound {
                failures.add(field, "is too long (maximum is \(length.upperBound) characters)")
            } else if count < length.lowerBound {
                failures.add(
                    field, count == 0 ? "can't be blank" : "is too short (minimum is \(length.lowerBound) characters)")
            }
        }
        if metafield.value == nil { failures.add("value", "can't be blank") }
    }

    /// A new metafield at the place that it names.
    func draft(ofOwner id: Int64, _ kind: String) -> Metafield {
        var metafield = Metafield()
        metafield.namespace = namespace
        metafield.key = key
        metafield.ownerID = id
        metafield.ownerResource = kind
        return metafield
    }

    /// Changes what was sent.
    func apply(to metafield: inout Metafield) {
        metafield.value = value ?? metafield.value
        metafield.type = type ?? metafield.type
        metafield.description = description ?? metafield.description
    }
}
