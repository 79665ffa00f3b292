package import StoaKit

/// A value that someone attached to a record, or to the store itself.
package struct Metafield: Record, Equatable {
    package var id: Int64 = 0
    package var namespace = ""
    package var key = ""
    package var value: JSON?
    package var type = ""
    package var description: String?
    package var ownerID: Int64?
    package var ownerResource = "shop"
    /// Its owner's kind, its namespace and its key; definitions go by it.
    package var path = ""
    /// The same where a definition says that owners are found or told apart by the value, else null.
    package var indexedPath: String?
    /// The canonical text of the value, where that is so.
    package var indexValue: String?

    package init() {}

    /// Sets the text that the owner is found by, or nothing.
    mutating func enter(_ text: String?) {
        indexValue = text
        indexedPath = text == nil ? nil : path
    }
}

/// How long the texts of metafields and definitions are.
enum Length {
    static let namespace: ClosedRange<Int64> = 3...255
    static let key: ClosedRange<Int64> = 3...64
    static let type: PartialRangeThrough<Int64> = ...64
    static let description: PartialRangeThrough<Int64> = ...1024
}

/// Where a metafield is, of whichever record of a kind: `product.custom.size`.
///
/// Neither part has a dot, so it reads in one way only.
package func path(_ kind: String, _ namespace: String, _ key: String) -> String {
    "\(kind).\(namespace).\(key)"
}

/// Adds what is wrong with the names of a metafield or definition, which do not change once it is made.
package func checkNames(
    _ names: (namespace: String, key: String), before: (namespace: String, key: String)?, _ failures: inout Failures
) {
    for (field, name, old) in [
        ("namespace", names.namespace, before?.namespace), ("key", names.key, before?.key),
    ] {
        if let old, old != name {
            failures.add(field, "can't be changed")
        } else if !name.utf8.allSatisfy(isNameByte) {
            failures.add(field, "must contain only letters, digits, hyphens and underscores")
        }
    }
}

private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 48...57, UInt8(ascii: "-"),
        UInt8(ascii: "_"):
        true
    default: false
    }
}
