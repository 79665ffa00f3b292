import StoaKit

/// A route: leads to the code that the parameter `code` names, whatever the case.
@Sendable func lookUpRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    guard let code = request.parametersOfQuery["code"], !code.isEmpty else {
        throw .malformed("code", "Required parameter missing or invalid")
    }
    let (_, key) = DiscountCode.normalised(code)
    guard let found = try holder(of: key, context), let rule = found.priceRuleID else { throw .notFound("Not found") }
    // Relative to discount_codes/lookup, so that it holds in every dialect, version and store prefix.
    return Response.record(DiscountCode.self, found.id, status: 303)
        .header("Location", "../price_rules/\(rule)/discount_codes/\(found.id).json")
}
