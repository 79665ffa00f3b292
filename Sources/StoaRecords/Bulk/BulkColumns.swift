internal import StoaCore
internal import StoaJSON

/// The columns that records of a resource have in a spreadsheet.
///
/// A record's own fields are columns of their own names. Each list of children has columns too, `parts.price`, and a row
/// for each child: the first beside the record's own cells, further ones below, where those are empty. What is a list
/// or an object in itself is one cell with JSON.
package struct BulkColumns: Sendable {
    enum Place: Sendable {
        case id, externalID
        /// By the index of the field.
        case field(Int)
        /// By the index of the list's field among the record's, and of the child's.
        case childID(list: Int)
        case child(list: Int, field: Int)
        /// Shown in answers, and passed over in bodies.
        case ignored(isOfChild: Bool)

        var isOfChild: Bool {
            switch self {
            case .childID, .child: true
            case .ignored(let isOfChild): isOfChild
            case .id, .externalID, .field: false
            }
        }
    }

    struct Column: Sendable {
        let name: String
        let place: Place
    }

    static let externalID = "external_id"
    static let externalIDCharactersMax = 255

    let target: BulkTarget
    /// By the index of the list's field.
    let children: [Int: Resource]
    /// What exports have, in their sequence.
    let exported: [Column]
    /// All that imports may have.
    private let known: [String: Place]

    package init(_ target: BulkTarget, in registry: Registry) {
        self.target = target
        let resource = target.resource
        children = Dictionary(
            uniqueKeysWithValues: resource.children.map { ($0.field, registry.resources[$0.resource]) })
        let hidden = Set(target.facet?.without ?? [])
        var exported = [Column(name: "id", place: .id), Column(name: Self.externalID, place: .externalID)]
        var known: [String: Place] = [:]
        for (index, field) in resource.fields.enumerated() where field.isRendered || field.isWritable {
            known[field.name] = field.isWritable ? .field(index) : .ignored(isOfChild: false)
            guard field.isRendered, field.hasColumn, !hidden.contains(field.name) else { continue }
            exported.append(Column(name: field.name, place: .field(index)))
        }
        for (list, child) in children.sorted(by: { $0.key < $1.key }) {
            let prefix = resource.fields[list].name + "."
            exported.append(Column(name: prefix + "id", place: .childID(list: list)))
            for (index, field) in child.fields.enumerated() where field.isRendered || field.isWritable {
                known[prefix + field.name] =
                    field.isWritable ? .child(list: list, field: index) : .ignored(isOfChild: true)
                guard field.isRendered, field.hasColumn, field.type != .parentID else { continue }
                exported.append(Column(name: prefix + field.name, place: .child(list: list, field: index)))
            }
            // The list is its columns.
            known[resource.fields[list].name] = nil
        }
        for column in exported where known[column.name] == nil { known[column.name] = column.place }
        self.exported = exported
        self.known = known
    }

    /// The names of the columns that exports have.
    package var names: [String] { exported.map(\.name) }

    /// The field that a place's cells are values of.
    func field(_ place: Place) -> Field? {
        switch place {
        case .field(let index): target.resource.fields[index]
        case .child(let list, let index): children[list]?.fields[index]
        case .id, .externalID, .childID, .ignored: nil
        }
    }

    /// What the columns of an import's header are; throws what is wrong with them.
    func places(of header: [String]) throws(Failure) -> [Place] {
        var issues: [Failure.Issue] = []
        var seen: Set<String> = []
        var places: [Place] = []
        for name in header {
            if !seen.insert(name).inserted {
                issues.append(.init(field: name, message: "is a column twice"))
            } else if let place = known[name] {
                if field(place)?.type == .password {
                    issues.append(.init(field: name, message: "can't be imported: set it with a request of its own"))
                }
                places.append(place)
            } else {
                issues.append(.init(field: name, message: "is no column of \(target.plural)\(hint(for: name))"))
            }
        }
        guard issues.isEmpty else { throw Failure(.invalid, issues: issues) }
        return places
    }

    private func hint(for name: String) -> String {
        if name.contains(";") || name.contains("\t") { return ": columns are separated by commas" }
        let nearest = known.keys.map { (name: $0, distance: EditDistance.between($0, name.lowercased())) }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
        guard let nearest, nearest.distance <= max(2, name.count / 3) else { return "" }
        return "; the nearest is \(nearest.name)"
    }
}

extension Field {
    /// What repeats another field is no column: a list's first record, and ids in other forms.
    fileprivate var hasColumn: Bool {
        switch type {
        case .children, .firstChild, .globalID, .ownID, .password: false
        default: true
        }
    }
}
