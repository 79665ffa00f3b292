import StoaKit
import Testing
import Webhooks

@Suite struct HeaderTests {
    @Test(
        arguments: [
            (#"{"X-Shop": "a", "Authorization": "Bearer b"}"#, nil),
            ("null", nil), ("{}", nil),
            ("[]", "must be an object of names and texts"),
            (#"{"X": 1}"#, "must be an object of names and texts"),
            (#"{"Host": "evil"}"#, "must not contain host"),
            (#"{"content-LENGTH": "1"}"#, "must not contain content-length"),
            (#"{"Transfer-Encoding": "chunked"}"#, "must not contain transfer-encoding"),
            (#"{"Content-Type": "text/plain"}"#, "must not contain content-type"),
            (#"{"Proxy-Authorization": "x"}"#, "must not contain proxy-authorization"),
            (#"{"X-Shopify-Hmac-Sha256": "x"}"#, "must not contain x-shopify-hmac-sha256"),
            (#"{"webhook-signature": "x"}"#, "must not contain webhook-signature"),
            (#"{"X-Stoa-Sequence": "1"}"#, "must not contain x-stoa-sequence"),
            (#"{"X-A": "1", "x-a": "2"}"#, "must not contain x-a twice"),
            (#"{"X A": "1"}"#, "must have names of letters, digits and hyphens"),
            (#"{"": "1"}"#, "must have names of letters, digits and hyphens"),
            (#"{"X-A:": "1"}"#, "must have names of letters, digits and hyphens"),
            (#"{"X-Ä": "1"}"#, "must have names of letters, digits and hyphens"),
            (
                #"{"X-A": "1\r\nHost: evil"}"#,
                "must have printable ASCII values of at most 1024 bytes, unlike x-a"
            ),
            (#"{"X-A": "é"}"#, "must have printable ASCII values of at most 1024 bytes, unlike x-a"),
            (#"{"X-A": " a"}"#, "must have printable ASCII values of at most 1024 bytes, unlike x-a"),
            (
                #"{"X-A": "\#(String(repeating: "a", count: 1_025))"}"#,
                "must have printable ASCII values of at most 1024 bytes, unlike x-a"
            ),
            (
                "{" + (0...20).map { #""X-\#($0)": "a""# }.joined(separator: ",") + "}", "must be at most 20"
            ),
        ] as [(String, String?)])
    func `headers that decide about the message are refused`(json: String, problem: String?) {
        #expect(CustomHeaders.read(JSON(json)).problem == problem)
        #expect(CustomHeaders.read(JSON(json)).headers.isEmpty == (problem != nil || json.count <= 4))
    }
}

@Suite struct AddressTests {
    @Test(
        arguments: [
            ("https://example.com/hook?a=b", nil), ("https://example.com", nil), ("HTTPS://example.com:8443/", nil),
            ("https://[2001:db8::1]:8443/x", nil), ("https://[2001:db8::1]", nil), ("https://10.0.0.1/", nil),
            ("http://example.com/", "protocol http:// is not supported"),
            ("ftp://example.com/", "protocol ftp:// is not supported"),
            ("arn:aws:events:us-east-1::event-source/x", "protocol arn: is not supported"),
            ("pubsub://project:topic", "protocol pubsub:// is not supported"),
            ("example.com", "is invalid"), ("https://", "is invalid"), ("https:///a", "is invalid"),
            ("https://exa mple.com", "is invalid"), ("https://example.com/\n", "is invalid"),
            ("https://example.com\\@evil", "is invalid"), ("https://example.com:0/", "is invalid"),
            ("https://example.com:99999/", "is invalid"), ("https://example.com:/", "is invalid"),
            ("https://[::1", "is invalid"), ("https://a..b/", "is invalid"), ("https://münchen.de/", "is invalid"),
            ("://x", "is invalid"), ("h1://x", "is invalid"),
            ("https://user@example.com/", "must not contain a user name"),
            ("https://example.com/#a", "must not contain a fragment"),
        ] as [(String, String?)])
    func `an address is a web address`(address: String, problem: String?) {
        #expect(Address.problem(address, isDevelopment: false) == problem)
    }

    @Test func `plain HTTP is for development`() {
        #expect(Address.problem("http://127.0.0.1:8080/hook", isDevelopment: true) == nil)
        #expect(Address.problem("gopher://127.0.0.1", isDevelopment: true) != nil)
    }
}

@Suite struct ScheduleTests {
    @Test func `twenty attempts in 48 hours`() {
        let schedule = Schedule()
        #expect(schedule.attemptsMax == 20)
        #expect(Schedule.standardDelays.reduce(0, +) == 172_800)
        #expect(zip(Schedule.standardDelays, Schedule.standardDelays.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test(arguments: [0, 1, 7_000_000_001, UInt64.max] as [UInt64])
    func `delays are varied by one percent at most`(spread: UInt64) throws {
        var due = Timestamp(microseconds: 1_700_000_000_000_000)
        for (attempts, delay) in Schedule.standardDelays.enumerated() {
            let next = try #require(Schedule().next(after: attempts + 1, due: due, spread: spread))
            let difference = next.microseconds - due.microseconds - Int64(delay) * 1_000_000
            #expect(difference.magnitude <= UInt64(delay) * 10_000)
            due = next
        }
        #expect(Schedule().next(after: 20, due: due, spread: spread) == nil)
        #expect(Schedule().next(after: 0, due: due, spread: spread) == nil)
    }

    @Test func `neighbours are not tried together`() {
        let due = Timestamp(microseconds: 0)
        let moments = (0..<100).map { Schedule().next(after: 5, due: due, spread: 7_000_000_000 + $0) }
        #expect(Set(moments.compactMap { $0?.microseconds }).count > 90)
    }

    @Test(
        arguments: [
            ("null", 20, 10, 10), ("{}", 20, 10, 10), (#"{"max_attempts": 1}"#, 1, nil, 10),
            (#"{"max_attempts": 3, "delays": [5, 6, 7]}"#, 3, 5, 10), (#"{"delays": [60]}"#, 2, 60, 10),
            (#"{"delays": []}"#, 1, nil, 10), (#"{"timeout_seconds": 30}"#, 20, 10, 30),
        ] as [(String, Int, UInt32?, Int64)])
    func `a subscription has its own schedule`(json: String, attempts: Int, first: UInt32?, timeout: Int64) {
        let (schedule, problem) = Schedule.read(JSON(json))
        #expect(problem == nil)
        #expect(schedule.attemptsMax == attempts)
        #expect(schedule.delays.first == first)
        #expect(schedule.timeoutSeconds == timeout)
    }

    @Test(arguments: [
        "[]", "3", #"{"max_attempts": 0}"#, #"{"max_attempts": 21}"#, #"{"max_attempts": "3"}"#, #"{"delays": 3}"#,
        #"{"delays": [0]}"#, #"{"delays": [1.5]}"#, #"{"delays": [172801]}"#, #"{"delays": [172800, 1]}"#,
        #"{"delays": [99999999999]}"#, #"{"timeout_seconds": 31}"#, #"{"timeout_seconds": 0}"#, #"{"other": 1}"#,
        "{\"delays\": [\(Array(repeating: "1", count: 20).joined(separator: ","))]}",
    ])
    func `what is beyond the platform's bounds is refused`(json: String) {
        #expect(Schedule.read(JSON(json)).problem != nil)
    }
}

@Suite struct VerdictTests {
    private static let now = Timestamp(microseconds: 1_704_164_645_000_000)  // 2024-01-02T03:04:05Z

    private static func later(_ seconds: Int64) -> Verdict { .held(until: now.adding(seconds: seconds)) }

    @Test(
        arguments: [
            (200, nil, .delivered), (204, nil, .delivered), (299, nil, .delivered), (410, nil, .gone),
            (301, nil, .failed), (302, "5", .failed), (404, nil, .failed), (500, "5", .failed), (0, nil, .failed),
            (100, nil, .failed), (429, nil, .failed), (429, "5", later(5)), (503, "120", later(120)),
            (503, "0", .failed), (503, "-5", .failed), (503, "soon", .failed), (503, "", .failed),
            (429, "999999", later(86_400)), (429, "99999999999999999999", later(86_400)),
            (503, "Tue, 02 Jan 2024 03:05:05 GMT", later(60)), (503, "Tue, 02 Jan 2024 03:04:04 GMT", .failed),
            (503, "Fri, 02 Jan 2054 03:04:04 GMT", later(86_400)), (503, "2024-01-02T03:05:05Z", .failed),
        ] as [(Int, String?, Verdict)])
    func `a reply is judged`(status: Int, retryAfter: String?, verdict: Verdict) {
        let headers = retryAfter.map { [(name: "retry-after", value: $0)] } ?? []
        #expect(Verdict(HTTPReply(status: status, headers: headers), now: Self.now) == verdict)
    }
}

@Suite struct AttemptTests {
    @Test func `the log tells status and size and nothing of what was said`() {
        let reply = HTTPReply(status: 500, body: Array("secret of the inner network".utf8), durationMilliseconds: 12)
        #expect(
            Attempt(reply, at: Timestamp(microseconds: 0)).json.text
                == #"{"at":"1970-01-01T00:00:00Z","status":500,"milliseconds":12,"response_bytes":27,"error":null}"#)
        let none = HTTPReply(status: 0, error: "timed \"out\"")
        #expect(
            Attempt(none, at: Timestamp(microseconds: 0)).json.text
                == #"{"at":"1970-01-01T00:00:00Z","status":null,"milliseconds":0,"response_bytes":0,"error":"timed \"out\""}"#
        )
    }
}
