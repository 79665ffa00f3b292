import StoaCore
import Testing

struct FailureTests {
    @Test(arguments: [
        (Failure.Code.badRequest, 400, "BAD_REQUEST"),
        (.unauthenticated, 401, "UNAUTHORIZED"),
        (.forbidden(scope: "read_things"), 403, "INSUFFICIENT_SCOPE"),
        (.notFound, 404, "RESOURCE_NOT_FOUND"),
        (.methodNotAllowed, 405, "METHOD_NOT_ALLOWED"),
        (.notAcceptable, 406, "NOT_ACCEPTABLE"),
        (.conflict, 409, "CONFLICT"),
        (.gone, 410, "VERSION_RETIRED"),
        (.stale, 412, "PRECONDITION_FAILED"),
        (.tooLarge, 413, "PAYLOAD_TOO_LARGE"),
        (.unsupportedMediaType, 415, "UNSUPPORTED_MEDIA_TYPE"),
        (.invalid, 422, "VALIDATION_FAILED"),
        (.locked, 423, "RESOURCE_LOCKED"),
        (.tooManyRequests(retryAfterSeconds: 3), 429, "RATE_LIMITED"),
        (.internal, 500, "INTERNAL_ERROR"),
        (.unsupported, 501, "NOT_IMPLEMENTED"),
        (.unavailable, 503, "UNAVAILABLE"),
        (.deadline, 504, "DEADLINE_EXCEEDED"),
        (.insufficientStorage, 507, "STORAGE_FULL"),
    ])
    func `every code has its status and its name`(code: Failure.Code, status: UInt16, name: String) {
        #expect(Failure(code).status == status)
        #expect(code.name == name)
        #expect(Failure.Code(status: status)?.name == name)
        #expect(Failure.Code.all.contains(code.entry))
    }

    @Test func `the reference lists every code once, by status, with a sentence`() {
        let statuses = Failure.Code.all.map(\.status)
        #expect(statuses.count == 19)
        #expect(statuses == Set(statuses).sorted())
        #expect(Set(Failure.Code.all.map(\.name)).count == 19)
        #expect(Failure.Code.all.allSatisfy { $0.meaning.hasSuffix(".") })
    }

    @Test(arguments: [0, 200, 402, 502, 590] as [UInt16])
    func `a status that is no failure of ours has no code`(status: UInt16) {
        #expect(Failure.Code(status: status) == nil)
    }

    @Test func `an invalid field becomes one issue`() {
        let failure = Failure.invalid("title", "can't be blank")
        #expect(failure.code == .invalid)
        #expect(failure.issues == [Failure.Issue(field: "title", message: "can't be blank")])
        #expect(failure.subject == nil)
    }

    @Test func `what was not found is kept for dialects that show it`() {
        let failure = Failure.notFound(resource: "thing", id: "123")
        #expect(failure.subject == Failure.Subject(resource: "thing", id: "123"))
        #expect(failure.message == "The requested thing could not be found.")
    }

    @Test func `a bad request says its own sentence`() {
        #expect(Failure.badRequest("The body is no JSON.").message == "The body is no JSON.")
    }

    @Test func `a failure without a sentence says what its code means`() {
        #expect(Failure(.locked).message == Failure.Code.locked.entry.meaning)
    }

    @Test func `a missing scope is named`() {
        let failure = Failure.forbidden(scope: "write_things")
        #expect(failure.code == .forbidden(scope: "write_things"))
        #expect(failure.message.contains("write_things"))
    }

    @Test func `only failures that pass say when to retry`() {
        #expect(Failure.tooManyRequests(retryAfterSeconds: 7).retryAfterSeconds == 7)
        #expect(Failure.tooManyRequests(retryAfterSeconds: 0).retryAfterSeconds == 1)
        #expect(Failure(.unavailable).retryAfterSeconds == 2)
        #expect(Failure(.conflict).retryAfterSeconds == nil)
    }
}
