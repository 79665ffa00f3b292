import Glibc
import StoaCore
import StoaEgress
import Testing

/// Receivers that hang, flood or lie: each exchange ends, within its time and with little memory.
struct HostileReceiverTests {
    private func get(_ receiver: Receiver) async throws -> Result<EgressResponse, EgressError> {
        try await Egress.with { await $0.get(receiver.url()) }
    }

    @Test(arguments: [
        [], [Receiver.Step.send("HTTP/1.1 200 OK\r\nX: ")], [.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")],
        [.send("HTTP/1.1 100 Continue\r\n\r\n")], [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")],
        [.send("HTTP/1.1 200 OK\r\n\r\nno end")], [.send("HTTP/1.1 200 OK\r\n\r\n"), .drip("a")],
        [.drip("HTTP/1.1 100 Continue\r\n\r\n")], [.send("HTTP/1.1 200 OK\r\nX: "), .drip("a")],
    ])
    func `a receiver that hangs or drips is left when ten seconds are over`(steps: [Receiver.Step]) async throws {
        let time = TestClock()
        let receiver = try await Receiver { _ in
            time.advance(seconds: 10)
            return steps
        }
        var configuration = EgressConfiguration.test()
        configuration.clock = time.clock
        let request = EgressRequest(.get, receiver.url(), channel: "a")
        let result = try await Egress.with(configuration) { await $0.send(request) }
        #expect(result.error == .timedOut(before: .response))
    }

    @Test func `a connection that is never accepted is given up`() async throws {
        let full = try FullListener()
        defer { full.close() }
        var request = EgressRequest(.get, "http://receiver.example:\(full.port)/", channel: "a")
        request.timeout = .seconds(1)
        let result = try await Egress.with { [request] in await $0.send(request) }
        #expect(result.error == .timedOut(before: .connection))
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 10485760\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\n",
    ])
    func `a body without end is cut`(head: String) async throws {
        let receiver = try await Receiver { _ in
            [.send(head), .flood(String(repeating: "a", count: 32 * 1024))]
        }
        let response = try await get(receiver).get()
        #expect(response.body.count == 64 * 1024)
        #expect(response.isTruncated)
    }

    @Test func `a body of chunks without end is cut`() async throws {
        let receiver = try await Receiver { _ in
            [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), .flood("1\r\na\r\n1\r\nb\r\n")]
        }
        let response = try await get(receiver).get()
        #expect(response.body.count == 64 * 1024)
        #expect(response.isTruncated)
    }

    @Test(arguments: [
        ("", "HTTP/1.1 100 Continue\r\n\r\n"), ("HTTP/1.1 200 ", "O"), ("HTTP/1.1 200 OK\r\n", "X: a\r\n"),
        ("HTTP/1.1 200 OK\r\nX: ", "a"), ("HTTP/1.1 200 OK\r\n", "a"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", "a"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "T: a\r\n"),
    ])
    func `what comes without end around a body is no HTTP`(head: String, rest: String) async throws {
        let receiver = try await Receiver { _ in [.send(head), .flood(String(repeating: rest, count: 1000))] }
        #expect(try await get(receiver).error == .protocolViolation)
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH_9.2\r\n", "\r\n\r\n\u{0}\u{0}", "HTTP/2.0 200 OK\r\n\r\n", "HTTP/1.1 abc\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\nA B: c\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
    ])
    func `what is not HTTP is refused`(text: String) async throws {
        let receiver = try await Receiver { _ in [.send(text), .close] }
        #expect(try await get(receiver).error == .protocolViolation)
    }

    @Test(arguments: [
        "", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
    ])
    func `a response that ends early is no response`(text: String) async throws {
        let receiver = try await Receiver { _ in text.isEmpty ? [.close] : [.send(text), .close] }
        #expect(try await get(receiver).error == .closedEarly)
    }

    @Test func `nobody listening is told`() async throws {
        let receiver = try await Receiver.answering(okay)
        let resolver = TestResolver { _, _ in ["127.0.0.9"] }
        let result = try await Egress.with(.test(resolver: resolver)) { await $0.get(receiver.url()) }
        #expect(result.error == .connectionRefused)
    }
}

/// A socket whose queue of connections is full, so that the system answers no further one.
private struct FullListener {
    struct NoSocket: Error {}

    let port: Int
    private var sockets: [CInt] = []

    init() throws {
        let listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, size) == 0 && listen(listener, 0) == 0
                    && getsockname(listener, address, &size) == 0
            }
        }
        guard isListening else { throw NoSocket() }
        port = Int(UInt16(bigEndian: address.sin_port))
        sockets.append(listener)
        for _ in 0..<8 {
            let client = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | O_NONBLOCK, 0)
            withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = connect(client, $0, size) }
            }
            sockets.append(client)
        }
    }

    func close() {
        for socket in sockets { Glibc.close(socket) }
    }
}
