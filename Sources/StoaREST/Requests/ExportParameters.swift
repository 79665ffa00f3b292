internal import StoaAuth
internal import StoaCore
internal import StoaRecords

/// What an export is to have: the parameters of its resource's list that choose records, and the format of the file.
///
/// What neither the list nor an export knows is refused: it would not be what the client wanted.
struct ExportParameters {
    private(set) var format = BulkOperation.Format.csv
    let list: ListParameters

    /// `query` is that of the request, still encoded.
    init(
        _ query: String, of target: BulkTarget, store: StoreIdentity, localTime: LocalTime, cursors: CursorCodec
    ) throws(Failure) {
        var pairs: [FormPair] = []
        for pair in try FormPair.parse(query[...]) {
            guard pair.name == "format" else {
                pairs.append(pair)
                continue
            }
            guard let known = BulkOperation.Format(rawValue: pair.value) else {
                throw Self.refusal(of: "format", "is not one of csv, json")
            }
            format = known
        }
        list = try ListParameters(
            pairs, resource: target.resource, store: store, localTime: localTime, dialect: .native,
            cursors: cursors,
            held: Set(target.facet.map { [$0.field] } ?? []))
        for pair in pairs where !list.filters.contains(where: { pair.name == $0.name || pair.isValue(of: $0) }) {
            throw Self.refusal(of: pair.name, "is no parameter of an export")
        }
    }

    private static func refusal(of name: String, _ message: String) -> Failure {
        Failure(.badRequest, issues: [.init(field: name, message: message)])
    }
}

extension FormPair {
    /// `ids[]` and `ids[0]` are values of `ids`.
    fileprivate func isValue(of filter: FormPair) -> Bool { name.hasPrefix(filter.name + "[") }
}
