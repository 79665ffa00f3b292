package import StoaCore
package import StoaJSON

/// Writing records as rows.
extension BulkColumns {
    /// The names of the columns.
    package func appendHeader(to csv: inout CSVWriter) {
        for column in exported { csv.cell(column.name) }
        csv.endRecord()
    }

    /// A record, as it is shown, in as many rows as its longest list has children, or in one.
    package func append(_ record: JSONValue, externalID: String?, to csv: inout CSVWriter) {
        let values = Self.values(of: record, target.resource)
        let lists = children.mapValues { _ in [Values]() }.merging(
            children.map { list, child in
                let elements = values.fields[list].map { Array($0.elements) } ?? []
                return (list, elements.map { Self.values(of: $0, child) })
            }
        ) { $1 }
        let rows = max(1, lists.values.map(\.count).max() ?? 1)
        for row in 0..<rows {
            for column in exported {
                append(column.place, row, values, lists, externalID, to: &csv)
            }
            csv.endRecord()
        }
    }

    private struct Values {
        var id: JSONValue?
        /// By field.
        var fields: [JSONValue?]
    }

    private static func values(of record: JSONValue, _ resource: Resource) -> Values {
        var values = Values(id: record.member("id"), fields: Array(repeating: nil, count: resource.fields.count))
        for (key, value) in record.members {
            if let index = resource.field(named: key) { values.fields[index] = value }
        }
        return values
    }

    private func append(
        _ place: Place, _ row: Int, _ own: Values, _ lists: [Int: [Values]], _ externalID: String?,
        to csv: inout CSVWriter
    ) {
        switch place {
        case .childID(let list), .child(let list, _):
            guard let children = lists[list], row < children.count else { return csv.nothing() }
            if case .child(_, let field) = place {
                append(children[row].fields[field], self.field(place), to: &csv)
            } else {
                append(children[row].id, nil, to: &csv)
            }
        case .id where row == 0: append(own.id, nil, to: &csv)
        case .externalID where row == 0:
            guard let externalID else { return csv.nothing() }
            Array(externalID.utf8).withUnsafeBytes { Self.append(text: $0, to: &csv) }
        case .field(let index) where row == 0: append(own.fields[index], target.resource.fields[index], to: &csv)
        default: csv.nothing()
        }
    }

    private func append(_ value: JSONValue?, _ field: Field?, to csv: inout CSVWriter) {
        guard let value, !value.isNull else { return csv.nothing() }
        switch field?.type {
        // Numbers and times are the kernel's own writing: a minus in front of digits runs nothing.
        case .text, .handle, .labels: Self.append(text: value.string ?? value.literal, to: &csv)
        case .json, .children: csv.cell(value.literal)
        default: csv.cell(value.string ?? value.literal)
        }
    }

    private static func append(text: UnsafeRawBufferPointer, to csv: inout CSVWriter) {
        var cell: [UInt8] = []
        FormulaGuard.append(text, to: &cell)
        cell.withUnsafeBytes { csv.cell($0) }
    }
}
