import StoaCore
import StoaEgress
import Testing

struct ExchangeTests {
    @Test func `a request is written with its headers, its length and nothing that was not asked for`() async throws {
        let receiver = try await Receiver.answering(okay)
        var request = EgressRequest.patient(.post, receiver.url(path: "/hook?a=b"), channel: "a")
        request.headers = [EgressHeader("X-Topic", "things/create"), EgressHeader("Content-Type", "text/plain")]
        request.body = Array("hello".utf8)
        let result = try await Egress.with { await $0.send(request) }
        #expect(result.status == 200)
        let lines = receiver.seen.requests.first?.head.split(separator: "\r\n").map(String.init)
        #expect(
            lines == [
                "POST /hook?a=b HTTP/1.1", "Host: receiver.example:\(receiver.port)", "X-Topic: things/create",
                "Content-Type: text/plain", "User-Agent: Stoa", "Content-Length: 5",
            ])
        #expect(receiver.seen.requests.first?.body == "hello")
    }

    @Test func `a header that could change the message is refused before anything is sent`() async throws {
        let receiver = try await Receiver.answering(okay)
        try await Egress.with { egress in
            for header in [
                EgressHeader("Host", "b"), EgressHeader("Content-Length", "0"), EgressHeader("X", "a\r\nHost: b"),
            ] {
                var request = EgressRequest.patient(.post, receiver.url(), channel: "a")
                request.headers = [header]
                let problem = try #require(HeaderRules.problem(in: [header]))
                #expect(await egress.send(request).error == .invalidHeader(problem))
            }
        }
        #expect(receiver.seen.connections == 0)
    }

    @Test func `a user agent of the request's own replaces ours`() async throws {
        let receiver = try await Receiver.answering(okay)
        var request = EgressRequest.patient(.get, receiver.url(), channel: "a")
        request.headers = [EgressHeader("user-agent", "Other/1")]
        _ = try await Egress.with { await $0.send(request) }
        let head = receiver.seen.requests.first?.head ?? ""
        #expect(head.contains("user-agent: Other/1") && !head.contains("Stoa"))
        #expect(!head.contains("Content-Length"))
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `a redirect is an answer and is not followed`(status: Int) async throws {
        let receiver = try await Receiver { request in
            [.send("HTTP/1.1 \(status) Elsewhere\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n")]
        }
        let result = try await Egress.with { await $0.get(receiver.url()) }
        #expect(result.status == status)
        #expect(try result.get().header("location") == "/next")
        #expect(receiver.seen.requests.count == 1)
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", 200, "abc"), ("HTTP/1.1 204 No Content\r\n\r\n", 204, ""),
        ("HTTP/1.1 500 \r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2;x=y\r\nbc\r\n0\r\nT: u\r\n\r\n", 500, "abc"),
        (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: a\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n",
            201, ""
        ),
        ("HTTP/1.0 404 Not Found\r\nContent-Length: 1\r\n\r\na", 404, "a"),
        ("HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", 999, ""),
    ])
    func `every framing of a response is understood`(text: String, status: Int, body: String) async throws {
        let receiver = try await Receiver.answering(text)
        let response = try await Egress.with { try await $0.get(receiver.url()).get() }
        #expect(response.status == status)
        #expect(String(decoding: response.body, as: UTF8.self) == body)
        #expect(!response.isTruncated)
    }

    @Test func `a body without length ends with its connection`() async throws {
        let receiver = try await Receiver { _ in [.send("HTTP/1.1 200 OK\r\n\r\nabc"), .close] }
        let response = try await Egress.with { try await $0.get(receiver.url()).get() }
        #expect(String(decoding: response.body, as: UTF8.self) == "abc")
        #expect(!response.isTruncated)
    }

    @Test func `the answer to HEAD has no body whatever its header says`() async throws {
        let receiver = try await Receiver.answering("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
        try await Egress.with { egress in
            for _ in 0..<2 {
                #expect(await egress.send(EgressRequest.patient(.head, receiver.url(), channel: "a")).status == 200)
            }
        }
        #expect(receiver.seen.connections == 1)
    }

    @Test func `a body of exactly the limit is whole and one byte more is cut`() async throws {
        for (count, isTruncated) in [(1000, false), (1001, true)] {
            let body = String(repeating: "a", count: count)
            let receiver = try await Receiver.answering("HTTP/1.1 200 OK\r\nContent-Length: \(count)\r\n\r\n\(body)")
            var request = EgressRequest.patient(.get, receiver.url(), channel: "a")
            request.responseBytesMax = 1000
            let response = try await Egress.with { [request] in try await $0.send(request).get() }
            #expect(response.body.count == 1000)
            #expect(response.isTruncated == isTruncated)
        }
    }

    @Test func `the time of an exchange is measured`() async throws {
        let time = TestClock()
        let receiver = try await Receiver { _ in
            time.advance(seconds: 9)
            return [.send(okay)]
        }
        var configuration = EgressConfiguration.test()
        configuration.clock = time.clock
        let response = try await Egress.with(configuration) { try await $0.get(receiver.url()).get() }
        #expect(response.duration == .seconds(9))
    }

    @Test func `a large body arrives whole`() async throws {
        let receiver = try await Receiver.answering(okay)
        var request = EgressRequest.patient(.post, receiver.url(), channel: "a")
        request.body = [UInt8](repeating: UInt8(ascii: "b"), count: 3_000_000)
        let result = try await Egress.with { [request] in await $0.send(request) }
        #expect(result.status == 200)
        #expect(receiver.seen.requests.first?.body.utf8.count == 3_000_000)
    }
}
