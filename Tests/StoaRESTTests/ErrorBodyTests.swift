import StoaCore
import StoaREST
import Testing

struct ErrorBodyTests {
    private func body(_ failure: Failure, _ dialect: Dialect) -> String {
        String(decoding: dialect.errorBody(failure, requestID: "r-1"), as: UTF8.self)
    }

    private static let issues = [
        Failure.Issue(field: "name", message: "can't be blank"), Failure.Issue(field: "", message: "is \"odd\""),
        Failure.Issue(field: "name", message: "is too short"),
    ]

    private static let named: [(Failure, String)] = [
        (Failure(.notFound), #"{"errors":"Not found"}"#),
        (.notFound(resource: "thing", id: "7"), #"{"errors":"Not found"}"#),
        (
            Failure(.unauthenticated),
            #"{"errors":"[API] Invalid API key or access token (unrecognized login or wrong password)"}"#
        ),
        (
            .forbidden(scope: "write_things"),
            #"{"errors":"[API] This action requires merchant approval for write_things scope."}"#
        ),
        (
            Failure(.forbidden(scope: ""), "Tokens are accepted over TLS only."),
            #"{"errors":"Tokens are accepted over TLS only."}"#
        ),
        (.invalid(issues), #"{"errors":{"name":["can't be blank","is too short"],"base":["is \"odd\""]}}"#),
        (Failure(.badRequest, issues: [issues[0]]), #"{"errors":{"name":"can't be blank"}}"#),
        (
            Failure(.badRequest, issues: issues),
            #"{"errors":{"name":["can't be blank","is too short"],"base":"is \"odd\""}}"#
        ),
        (.badRequest("The body is empty."), #"{"errors":"The body is empty."}"#),
        (Failure(.internal, "secret cause", issues: issues), #"{"errors":"Internal Server Error (request id r-1)"}"#),
        (Failure(.unavailable), #"{"errors":"The server can't answer now; retry after the given seconds."}"#),
    ]

    @Test(arguments: named, [Dialect.shopify, .native])
    func `Named dialects say errors in Shopify's shape`(one: (Failure, String), dialect: Dialect) {
        #expect(body(one.0, dialect) == one.1)
    }

    private static let enveloped: [(Failure, String)] = [
        (
            .notFound(resource: "thing", id: "7"),
            #"{"error":{"code":"RESOURCE_NOT_FOUND","message":"The requested thing could not be found.","details":{"resource":"thing","id":"7"},"request_id":"r-1"}}"#
        ),
        (
            .invalid(issues),
            #"{"error":{"code":"VALIDATION_FAILED","message":"The request was understood, but a rule refuses it.","details":{"fields":{"name":["can't be blank","is too short"],"base":["is \"odd\""]}},"request_id":"r-1"}}"#
        ),
        (
            .forbidden(scope: "write_things"),
            #"{"error":{"code":"INSUFFICIENT_SCOPE","message":"This needs the scope write_things, which the credential does not have.","details":{"scope":"write_things"},"request_id":"r-1"}}"#
        ),
        (
            Failure(.stale),
            #"{"error":{"code":"PRECONDITION_FAILED","message":"The record has changed since it was read.","details":{},"request_id":"r-1"}}"#
        ),
    ]

    @Test(arguments: enveloped)
    func `Store.icu says errors in its own shape`(failure: Failure, expected: String) {
        #expect(body(failure, .storeicu) == expected)
    }

    @Test(arguments: Dialect.all)
    func `No dialect tells the cause of an internal failure`(dialect: Dialect) {
        let failure = Failure(.internal, "module x failed with -1", issues: Self.issues)
        #expect(!body(failure, dialect).contains("module x"))
        #expect(body(failure, dialect).contains("r-1"))
    }
}
