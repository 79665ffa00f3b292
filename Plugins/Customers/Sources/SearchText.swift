/// All that a customer can be found by, as one text: the kit joins conditions by AND alone, so "in any of these fields"
/// has to be one field.
///
/// Each value stands behind the mark of its column and before the end mark, so that one condition can ask for a text
/// anywhere, at the beginning of a column, or as the whole of it.
package struct SearchText: Equatable {
    /// The columns and the control characters that mark them.
    ///
    /// Texts are stored, so a mark never gets another meaning.
    package enum Column: UInt8 {
        case id = 1
        case email, phone, name, firstName, lastName, tag, company, address1, address2, city, province, country, zip

        fileprivate var mark: String { String(Unicode.Scalar(rawValue)) }
    }

    private static let end = "\u{1F}"
    package private(set) var text = ""

    package init(_ customer: Customer) {
        add(.id, String(customer.id))
        add(.email, customer.email)
        add(.phone, customer.phone)
        add(.name, [customer.firstName, customer.lastName].compactMap(\.present).joined(separator: " "))
        add(.firstName, customer.firstName)
        add(.lastName, customer.lastName)
        for tag in customer.tags.split(separator: ",") { add(.tag, String(tag)) }
        for address in customer.addresses { add(address) }
    }

    private mutating func add(_ address: Address) {
        let values: [(Column, String?)] = [
            (.company, address.company), (.address1, address.address1), (.address2, address.address2),
            (.city, address.city), (.province, address.province), (.province, address.provinceCode),
            (.country, address.country), (.country, address.countryCode), (.zip, address.zip),
        ]
        for (column, value) in values { add(column, value) }
    }

    private mutating func add(_ column: Column, _ value: String?) {
        guard let value = value.present.map(Self.plain) else { return }
        let entry = column.mark + value + Self.end
        // Customers often have the same place in several addresses.
        if !text.contains(entry) { text += entry }
    }

    /// What the text contains if it contains `value` anywhere.
    package static func anywhere(_ value: String) -> String { plain(value) }
    /// What the text contains if a value of `column` begins with `value`.
    package static func beginning(_ value: String, of column: Column) -> String { column.mark + plain(value) }
    /// What the text contains if `value` is one of `column`.
    package static func whole(_ value: String, of column: Column) -> String { column.mark + plain(value) + end }

    private static func plain(_ value: String) -> String {
        var plain = ""
        for scalar in value.unicodeScalars { plain.unicodeScalars.append(scalar.value < 0x20 ? " " : scalar) }
        return plain
    }
}
