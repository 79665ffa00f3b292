import StoaKit

/// Most lines of one call: as many as a record can have children.
private let linesMax = 5_000

/// The service `prices.resolve/1`: `{"customer_id"?, "at"?, "lines": [{"variant_id", "quantity"}]}`.
@Sendable func resolveService(_ input: JSON, _ context: Context) throws(Failures) -> JSON {
    let request = try PriceRequest(input)
    let quotes = try resolve(request, context)
    var failures = Failures()
    for (place, quote) in quotes.enumerated() where quote == nil {
        failures.add("lines[\(place)].variant_id", "must exist")
    }
    try failures.throwIfAny()
    return .object([("lines", try json(request, quotes, context))])
}

/// A route: what some variants cost a customer.
@Sendable func pricesRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    guard context.can("read_products") else {
        // Apps look for these words.
        throw .forbidden("", "This action requires merchant approval for read_products scope.")
    }
    let asked = try PriceRequest(request.parametersOfQuery)
    let quotes = try resolve(asked, context)
    let missing = zip(asked.lines, quotes).filter { $1 == nil }.map { String($0.0.variantID) }
    guard missing.isEmpty else {
        throw .invalid("variant_ids", "must exist: \(missing.joined(separator: ", "))")
    }
    return .json("prices", try json(asked, quotes, context))
}

private func json(_ request: PriceRequest, _ quotes: [Quote?], _ context: Context) throws(Failures) -> JSON {
    let currency = try context.store().currency
    return .array(
        zip(request.lines, quotes).map { line, quote in
            .object([
                ("variant_id", .number(line.variantID)), ("quantity", .number(line.quantity)),
                ("price", quote.map { .string($0.price.text(in: currency)) } ?? .null),
                ("price_list_id", quote?.listID.map { .number($0) } ?? .null),
            ])
        })
}

extension PriceRequest {
    /// Reads what another module sends.
    init(_ input: JSON) throws(Failures) {
        var failures = Failures()
        self.init(customerID: nil, moment: nil, lines: [])
        if let json = input["customer_id"], !json.isNull {
            customerID = json.integer
            if customerID == nil { failures.add("customer_id", "is not a number") }
        }
        if let json = input["at"], !json.isNull {
            moment = json.string.flatMap { Timestamp(text: $0) }
            if moment == nil { failures.add("at", "is not an ISO 8601 time") }
        }
        guard let elements = input["lines"]?.elements, elements.count <= linesMax else {
            failures.add("lines", "must be a list of at most \(linesMax) lines")
            throw failures
        }
        for (place, line) in elements.enumerated() {
            let (variant, quantity) = (line["variant_id"]?.integer, line["quantity"]?.integer)
            if variant == nil { failures.add("lines[\(place)].variant_id", "is not a number") }
            guard let quantity, (1...PriceListPrice.quantityMax).contains(quantity) else {
                failures.add("lines[\(place)].quantity", quantityProblem)
                continue
            }
            lines.append(Line(variantID: variant ?? 0, quantity: quantity))
        }
        try failures.throwIfAny()
    }

    /// Reads the parameters of a request.
    init(_ query: Query) throws(Failures) {
        let variants = try query.ids("variant_ids")
        guard !variants.isEmpty else { throw .malformed("variant_ids", "Required parameter missing or invalid") }
        guard variants.count <= Context.pageMax else {
            throw .malformed("variant_ids", "has more than \(Context.pageMax) ids")
        }
        let quantity = query["quantity"].map { Int64($0) } ?? 1
        guard let quantity, (1...PriceListPrice.quantityMax).contains(quantity) else {
            throw .malformed("quantity", quantityProblem)
        }
        self.init(customerID: nil, moment: nil, lines: variants.map { Line(variantID: $0, quantity: quantity) })
        if let text = query["customer_id"] {
            customerID = Int64(text)
            if customerID == nil { throw .malformed("customer_id", "is not a number") }
        }
        if let text = query["at"] {
            moment = Timestamp(text: text)
            if moment == nil { throw .malformed("at", "is not an ISO 8601 time") }
        }
    }
}

private let quantityProblem = "is not a whole number from 1 to \(PriceListPrice.quantityMax)"
