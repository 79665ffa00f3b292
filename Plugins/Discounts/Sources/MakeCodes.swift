import StoaKit

let makeCodesJob = "make_codes"

/// A route: notes the codes that are asked for, and answers before any is made.
@Sendable func startCreationRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let rule = try request.id("price_rule_id")
    guard try context.fetch(PriceRule.self, rule) != nil else { throw .notFound("Not found") }
    guard let codes = request.body?["discount_codes"]?.elements, !codes.isEmpty else {
        throw .malformed("discount_codes", "Required parameter missing or invalid")
    }
    guard codes.count <= DiscountCodeCreation.codesMax else {
        throw .invalid("discount_codes", "must be at most \(DiscountCodeCreation.codesMax)")
    }
    var creation = DiscountCodeCreation()
    creation.priceRuleID = rule
    creation.codesCount = codes.count
    creation.entries = .array(codes.map { CodeEntry($0).json })
    let id = try context.create(creation)
    try context.enqueue(makeCodesJob, JSON(String(id)))
    return .record(DiscountCodeCreation.self, id, status: 201)
}

/// A job: makes the codes of one creation, all in one transaction; one that can't be made keeps no other from it.
///
/// A second run finds nothing left to do.
@Sendable func makeCodes(_ job: JobRun, _ context: Context) throws(Failures) -> JobRun.Next {
    guard let id = job.arguments.integer, let creation = try context.fetch(DiscountCodeCreation.self, id),
        creation.status != .completed
    else { return .done }
    var entries = (creation.entries.elements ?? []).map { CodeEntry($0) }
    for place in entries.indices {
        let (code, key) = DiscountCode.normalised(entries[place].code)
        // Asked before, because a refused create would end the whole transaction.
        if let problem = CodeEntry.problem(of: code) {
            entries[place].problems = [problem]
        } else if try holder(of: key, context) != nil {
            entries[place].problems = [takenMessage]
        } else {
            var made = DiscountCode()
            made.priceRuleID = creation.priceRuleID
            made.code = code
            entries[place].id = try context.create(made)
        }
    }
    try context.update(DiscountCodeCreation.self, id) { stored in
        stored.status = .completed
        stored.startedAt = context.now
        stored.completedAt = context.now
        stored.importedCount = entries.count { $0.id != nil }
        stored.failedCount = entries.count { $0.id == nil }
        stored.entries = .array(entries.map(\.json))
    }
    return .done
}

/// A route: how far a creation has come.
@Sendable func creationRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    .record(DiscountCodeCreation.self, try creation(of: request, context).id)
}

/// A route: what became of each code of a creation.
@Sendable func createdCodesRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    .json("discount_codes", try creation(of: request, context).entries)
}

/// The creation that the path names; 404 below another rule than its own.
private func creation(of request: Request, _ context: Context) throws(Failures) -> DiscountCodeCreation {
    let rule = try request.id("price_rule_id")
    guard let creation = try context.fetch(DiscountCodeCreation.self, try request.id("discount_code_creation_id")),
        creation.priceRuleID == rule
    else { throw .notFound("Not found") }
    return creation
}
