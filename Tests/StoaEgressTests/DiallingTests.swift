import NIOCore
import StoaEgress
import Testing

struct DiallingTests {
    /// glibc resolves all of these to addresses, and browsers do; what they resolve to is judged.
    @Test(arguments: [
        "127.0.0.1", "127.1", "127.0.1", "0x7f000001", "0x7f.1", "2130706433", "0177.0.0.1", "017700000001", "0",
        "0.0.0.0",
        "localhost", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[fc00::1]",
        "[fe80::1]",
        "169.254.169.254", "[fd00:ec2::254]", "100.64.0.1", "10.0.0.1", "172.16.0.1", "192.168.0.1", "192.0.0.192",
        "224.0.0.1",
        "255.255.255.255", "0xa9fea9fe", "2852039166", "[ff02::1]", "[2002:7f00:1::]",
    ])
    func `no spelling of an address that is not public is dialled`(host: String) async throws {
        let receiver = try await Receiver.answering(okay)
        var configuration = EgressConfiguration.test(resolver: SystemResolver())
        configuration.isDevelopment = false
        let result = try await Egress.with(configuration) { await $0.get(receiver.url(host, scheme: "https")) }
        #expect(result.error == .addressNotAllowed)
        #expect(receiver.seen.connections == 0)
    }

    @Test(arguments: ["127.0.0.1", "127.1", "0x7f000001", "2130706433", "0177.0.0.1", "localhost"])
    func `development reaches the loopback in every spelling`(host: String) async throws {
        let receiver = try await Receiver.answering(okay)
        let result = try await Egress.with(.test(resolver: SystemResolver())) { await $0.get(receiver.url(host)) }
        #expect(result.status == 200)
        #expect(try result.get().remoteAddress == "127.0.0.1")
    }

    @Test(arguments: ["0", "0.0.0.0", "[::]", "[::ffff:127.0.0.1]", "10.0.0.1", "169.254.169.254", "[fd00::2]"])
    func `development reaches nothing else that is private`(host: String) async throws {
        let result = try await Egress.with(.test(resolver: SystemResolver())) { await $0.get("http://\(host):8080/") }
        #expect(result.error == .addressNotAllowed)
    }

    @Test func `http is refused outside development before anything is resolved`() async throws {
        let resolver = TestResolver { _, _ in ["8.8.8.8"] }
        var configuration = EgressConfiguration.test(resolver: resolver)
        configuration.isDevelopment = false
        let result = try await Egress.with(configuration) { await $0.get("http://receiver.example/") }
        #expect(result.error == .invalidURL(.notHTTPS))
        #expect(resolver.hosts.isEmpty)
    }

    @Test(arguments: [
        ["127.0.0.1", "10.0.0.1"], ["10.0.0.1", "127.0.0.1"], ["127.0.0.1", "::ffff:127.0.0.1"],
        ["127.0.0.1", "fd00::1"],
        ["127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.1", "169.254.169.254"],
    ])
    func `one address that is not allowed spoils all`(addresses: [String]) async throws {
        let receiver = try await Receiver.answering(okay)
        let resolver = TestResolver { _, _ in addresses }
        let result = try await Egress.with(.test(resolver: resolver)) { await $0.get(receiver.url()) }
        #expect(result.error == .addressNotAllowed)
        #expect(receiver.seen.connections == 0)
    }

    @Test func `a name is resolved once for a connection and what was checked is dialled`() async throws {
        let first = try await Receiver.answering(okay)
        let second = try await Receiver(host: "127.0.0.2", port: first.port) { _ in [.send(okay)] }
        // Rebinding: allowed, then elsewhere, then not allowed.
        let resolver = TestResolver { _, call in
            switch call {
            case 1: ["127.0.0.2"]
            case 2: ["127.0.0.1"]
            default: ["169.254.169.254"]
            }
        }
        let results = try await Egress.with(.test(resolver: resolver)) { egress in
            [
                await egress.get(first.url(), channel: "a"), await egress.get(first.url(), channel: "a"),
                await egress.get(first.url(), channel: "b"), await egress.get(first.url(), channel: "c"),
            ]
        }
        #expect(results.prefix(3).map { try? $0.get().remoteAddress } == ["127.0.0.2", "127.0.0.2", "127.0.0.1"])
        #expect(results.last?.error == .addressNotAllowed)
        #expect(resolver.hosts.count == 3)
        #expect(first.seen.requests.count == 1)
        #expect(second.seen.requests.count == 2)
    }

    @Test func `the next address is tried when one refuses`() async throws {
        let receiver = try await Receiver.answering(okay)
        let resolver = TestResolver { _, _ in ["127.0.0.2", "127.0.0.3", "127.0.0.1"] }
        let result = try await Egress.with(.test(resolver: resolver)) { await $0.get(receiver.url()) }
        #expect(try result.get().remoteAddress == "127.0.0.1")
    }

    @Test func `no more than four addresses are tried`() async throws {
        let receiver = try await Receiver.answering(okay)
        let resolver = TestResolver { _, _ in ["127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5", "127.0.0.1"] }
        let result = try await Egress.with(.test(resolver: resolver)) { await $0.get(receiver.url()) }
        #expect(result.error == .connectionRefused)
        #expect(receiver.seen.connections == 0)
    }

    @Test func `a host without address cannot be resolved`() async throws {
        let result = try await Egress.with(.test(resolver: TestResolver { _, _ in [] })) { await $0.get("http://a/") }
        #expect(result.error == .cannotResolve)
    }

    @Test func `the host of the URL is resolved, without brackets and in lower case, and named in the request`()
        async throws
    {
        let resolver = TestResolver()
        let receiver = try await Receiver.answering(okay)
        try await Egress.with(.test(resolver: resolver)) { egress in
            #expect(await egress.get(receiver.url("Receiver.EXAMPLE")).status == 200)
            #expect(await egress.get(receiver.url("[2001:0:0::1]")).status == 200)
        }
        #expect(resolver.hosts == ["receiver.example", "2001::1"])
        #expect(
            receiver.seen.requests.map { $0.head.contains("\r\nHost: receiver.example:\(receiver.port)") } == [
                true, false,
            ])
        #expect(
            receiver.seen.requests.map { $0.head.contains("\r\nHost: [2001::1]:\(receiver.port)") } == [false, true])
    }
}
