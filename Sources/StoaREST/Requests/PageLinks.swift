internal import StoaCore
internal import StoaJSON
internal import StoaRecords

/// The cursors before and after a page.
struct PageLinks {
    let next: String?
    let previous: String?

    init(
        _ page: StoreReader.Page, _ parameters: ListParameters, resource: Resource, cursors: CursorCodec
    ) {
        let isBackward = parameters.query.direction == .backward
        let hasNext = isBackward || page.hasMore
        let hasPrevious = isBackward ? page.hasMore : parameters.isContinued || parameters.query.offset > 0
        func seal(_ boundary: Int64?, _ position: Int64, _ direction: ListQuery.Direction) -> String? {
            guard let boundary else { return nil }
            return cursors.seal(
                Cursor(
                    boundary: boundary, position: position, direction: direction, filters: parameters.filters),
                resource: resource.name, store: parameters.store.id)
        }
        next = hasNext ? seal(page.ids.last, page.lastPosition, .forward) : nil
        previous = hasPrevious ? seal(page.ids.first, page.firstPosition, .backward) : nil
    }

    /// `Link: <URL>; rel="previous", <URL>; rel="next"`, with exactly these separators: clients split on them.
    func appendHeader(_ request: HTTPRequest, _ parameters: ListParameters, to head: inout ResponseHead) {
        var parts: [String] = []
        if let previous { parts.append("<\(url(request, parameters, previous))>; rel=\"previous\"") }
        if let next { parts.append("<\(url(request, parameters, next))>; rel=\"next\"") }
        if !parts.isEmpty { head.add("Link: ", parts.joined(separator: ", ")) }
    }

    /// Absolute, on the host and scheme that the client used: some clients follow it verbatim.
    private func url(_ request: HTTPRequest, _ parameters: ListParameters, _ cursor: String) -> String {
        let path = request.target.prefix { $0 != "?" }
        var url = "\(request.isSecure ? "https" : "http")://\(request.host ?? "localhost")\(path)"
        url += "?limit=\(parameters.query.limit)&page_info=\(cursor)"
        if let fields = parameters.fields {
            var encoded: [UInt8] = []
            PercentCoding.append(fields.joined(separator: ","), to: &encoded)
            url += "&fields=" + String(decoding: encoded, as: UTF8.self)
        }
        return url
    }
}

extension StoreReader.Page {
    /// Changes when any record of the page does, and with the set of records shown.
    func entityTag(_ length: Int) -> String {
        "\"\(String(fingerprint, radix: 36))-\(length)\""
    }
}
