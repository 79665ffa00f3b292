import StoaCore
import StoaEgress
import Testing

struct ConnectionTests {
    private func connections(_ receiver: Receiver) -> [Int] { receiver.seen.requests.map(\.connection) }

    @Test func `a channel keeps its connection and shares it with no other channel, host or port`() async throws {
        let receiver = try await Receiver.answering(okay)
        let other = try await Receiver.answering(okay)
        try await Egress.with { egress in
            for (url, channel) in [
                (receiver.url(path: "/1"), "a"), (receiver.url(path: "/2"), "a"), (receiver.url(), "b"),
                (receiver.url("other.example"), "a"), (other.url(), "a"), (receiver.url(path: "/3"), "a"),
                (receiver.url(), "b"),
            ] {
                #expect(await egress.get(url, channel: channel).status == 200)
            }
        }
        #expect(connections(receiver) == [1, 1, 2, 3, 1, 2])
        #expect(connections(other) == [1])
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfalse",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nmore",
    ])
    func `a connection that says so, or says too much, is not used again`(text: String) async throws {
        let receiver = try await Receiver.answering(text)
        try await Egress.with { egress in
            for _ in 0..<3 {
                let response = try await egress.get(receiver.url()).get()
                #expect(response.status == 200 && response.body.isEmpty)
            }
        }
        #expect(connections(receiver) == [1, 2, 3])
    }

    @Test func `a connection is neither kept too long nor used too long`() async throws {
        let time = TestClock()
        var configuration = EgressConfiguration.test()
        configuration.idleTimeout = .seconds(4)
        configuration.connectionLifetime = .seconds(60)
        configuration.clock = time.clock
        let receiver = try await Receiver.answering(okay)
        try await Egress.with(configuration) { egress in
            _ = await egress.get(receiver.url())
            time.advance(seconds: 3)
            _ = await egress.get(receiver.url())
            time.advance(seconds: 4)
            _ = await egress.get(receiver.url())
            for _ in 0..<20 {
                time.advance(seconds: 3)
                _ = await egress.get(receiver.url())
            }
            _ = await egress.get(receiver.url())
        }
        #expect(connections(receiver) == [1, 1] + [Int](repeating: 2, count: 21) + [3])
    }

    @Test func `no more connections are kept than allowed`() async throws {
        var configuration = EgressConfiguration.test()
        configuration.idleConnectionsMax = 2
        let receiver = try await Receiver.answering(okay)
        // One event loop, because the limit is each loop's own.
        try await Egress.with(configuration, on: Receiver.eventLoops) { egress in
            for channel in ["a", "b", "c", "c", "b", "a"] { _ = await egress.get(receiver.url(), channel: channel) }
        }
        #expect(connections(receiver) == [1, 2, 3, 3, 2, 4])
    }

    private func stale(_ method: EgressRequest.Method, isRepeatable: Bool) async throws -> (EgressError?, [Int]) {
        // Answers once on each connection, and closes when asked again.
        let receiver = try await Receiver { request in
            request.head.contains("/again") && request.connection == 1 ? [.close] : [.send(okay)]
        }
        var request = EgressRequest.patient(method, receiver.url(path: "/again"), channel: "a")
        request.isRepeatable = isRepeatable
        let error = try await Egress.with { [request] egress in
            _ = await egress.get(receiver.url())
            return await egress.send(request).error
        }
        return (error, connections(receiver))
    }

    @Test(arguments: [
        (EgressRequest.Method.post, true), (.patch, true), (.get, false), (.put, false), (.delete, false),
    ])
    func `a request that a dying connection swallowed is repeated if it may be`(
        method: EgressRequest.Method, isRepeatable: Bool
    ) async throws {
        let (error, connections) = try await stale(method, isRepeatable: isRepeatable)
        #expect(error == nil)
        #expect(connections == [1, 1, 2])
    }

    @Test(arguments: [EgressRequest.Method.post, .patch])
    func `a request that may not be repeated is sent once`(method: EgressRequest.Method) async throws {
        let (error, connections) = try await stale(method, isRepeatable: false)
        #expect(error == .closedEarly)
        #expect(connections == [1, 1])
    }

    @Test func `a request is repeated once and not on a new connection's account`() async throws {
        let receiver = try await Receiver { request in request.head.contains("/again") ? [.close] : [.send(okay)] }
        let error = try await Egress.with { egress in
            _ = await egress.get(receiver.url())
            return await egress.get(receiver.url(path: "/again")).error
        }
        #expect(error == .closedEarly)
        #expect(connections(receiver) == [1, 1, 2])
    }

    @Test func `what began to be answered is not repeated`() async throws {
        let receiver = try await Receiver { request in
            request.head.contains("/again") ? [.send("HTTP/1.1 "), .close] : [.send(okay)]
        }
        let error = try await Egress.with { egress in
            _ = await egress.get(receiver.url())
            return await egress.get(receiver.url(path: "/again")).error
        }
        #expect(error == .closedEarly)
        #expect(connections(receiver) == [1, 1])
    }
}
