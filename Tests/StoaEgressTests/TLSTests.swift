import StoaEgress
import Testing

struct TLSTests {
    private func get(
        _ receiver: Receiver, host: String = "receiver.example", trusts: Bool = true
    ) async throws -> Result<EgressResponse, EgressError> {
        var configuration = EgressConfiguration.test()
        configuration.trustedRootsPath = trusts ? Certificate.path : nil
        var request = EgressRequest(.get, receiver.url(host, scheme: "https"), channel: "a")
        request.timeout = .seconds(60)
        return try await Egress.with(configuration) { [request] egress in
            _ = await egress.send(request)
            return await egress.send(request)
        }
    }

    private func receiver(_ steps: [Receiver.Step] = [.send(okay)]) async throws -> Receiver {
        try await Receiver(isEncrypted: true) { _ in steps }
    }

    @Test func `the host's name is asked for in TLS and in the request, and the connection is kept`() async throws {
        let receiver = try await receiver()
        let response = try await get(receiver).get()
        #expect(response.status == 200)
        #expect(receiver.seen.serverNames == ["receiver.example"])
        #expect(receiver.seen.requests.allSatisfy { $0.head.contains("Host: receiver.example:\(receiver.port)") })
        #expect(receiver.seen.requests.map(\.connection) == [1, 1])
    }

    @Test func `a certificate for another name is not trusted, nor one of unknown issue`() async throws {
        let receiver = try await receiver()
        #expect(try await get(receiver, host: "other.example").error == .certificateNotTrusted)
        #expect(try await get(receiver, trusts: false).error == .certificateNotTrusted)
        #expect(receiver.seen.requests.isEmpty)
    }

    @Test func `a certificate for an address holds for that address`() async throws {
        let receiver = try await receiver()
        #expect(try await get(receiver, host: "127.0.0.1").status == 200)
        #expect(receiver.seen.serverNames.isEmpty)
        // The same address under another spelling is another name.
        #expect(try await get(receiver, host: "127.1").error == .certificateNotTrusted)
    }

    @Test func `a receiver without TLS gets no request`() async throws {
        let receiver = try await Receiver { _ in [.send(okay)] }
        var request = EgressRequest(.get, receiver.url(scheme: "https"), channel: "a")
        request.timeout = .seconds(3)
        let error = try await Egress.with { [request] in await $0.send(request).error }
        // It waits for a request's end, and the client for the handshake's.
        #expect(error == .timedOut(before: .handshake))
        #expect(receiver.seen.requests.isEmpty)
    }

    @Test func `an answer that is no TLS fails the handshake`() async throws {
        let receiver = try await Receiver(greeting: "HTTP/1.1 400 Bad Request\r\n\r\n")
        #expect(try await get(receiver).error == .handshakeFailed)
    }

    @Test func `a body that ends with its connection is whole`() async throws {
        let receiver = try await receiver([.send("HTTP/1.1 200 OK\r\n\r\nabc"), .close])
        let response = try await get(receiver).get()
        #expect(response.body == Array("abc".utf8))
        #expect(!response.isTruncated)
    }

    @Test func `a flood is cut behind TLS too`() async throws {
        let receiver = try await receiver([
            .send("HTTP/1.1 200 OK\r\n\r\n"), .flood(String(repeating: "a", count: 9000)),
        ])
        let response = try await get(receiver).get()
        #expect(response.body.count == 64 * 1024)
        #expect(response.isTruncated)
    }
}

struct CertificateNameTests {
    @Test(arguments: [
        ("a.example", "a.example", true), ("A.Example", "a.example", true), ("*.example", "a.example", true),
        ("*.b.example", "a.b.example", true), ("a.example", "b.example", false), ("*.example", "example", false),
        ("*.example", "a.b.example", false), ("a*.example", "ab.example", false), ("*", "a", false),
        ("a.example.", "a.example", false), ("", "a", false), ("a.example\0.b", "a.example", false),

    ])
    func `a wildcard is one whole label`(pattern: String, host: String, matches: Bool) {
        #expect(CertificateName.matches(pattern, host) == matches)
    }
}
