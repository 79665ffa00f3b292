import Dispatch
import StoaCore
import StoaEgress
import Testing

struct ResolutionTests {
    @Test func `a name that hangs takes one thread, however many ask for it`() async throws {
        let gate = DispatchSemaphore(value: 0)
        let resolver = TestResolver { host, _ in
            if host == "slow.example" { gate.wait() }
            return ["127.0.0.1"]
        }
        var configuration = EgressConfiguration.test(resolver: resolver)
        configuration.resolutionsMax = 2
        let receiver = try await Receiver.answering(okay)
        try await Egress.with(configuration) { egress in
            await withTaskGroup(of: Int?.self) { group in
                for _ in 0..<10 { group.addTask { await egress.get(receiver.url("slow.example")).status } }
                for number in 0..<10 {
                    #expect(await egress.get(receiver.url("fast\(number).example")).status == 200)
                }
                // Also for those that ask only after the first answer, on a busy machine.
                for _ in 0..<10 { gate.signal() }
                for await status in group { #expect(status == 200) }
            }
        }
    }

    @Test func `a name that finds no thread in time is refused`() async throws {
        let gate = DispatchSemaphore(value: 0)
        let hangs = DispatchSemaphore(value: 0)
        let resolver = TestResolver { _, _ in
            hangs.signal()
            gate.wait()
            return ["127.0.0.1"]
        }
        var configuration = EgressConfiguration.test(resolver: resolver)
        configuration.resolutionsMax = 1
        configuration.resolutionsWaitingMax = 0
        let receiver = try await Receiver.answering(okay)
        try await Egress.with(configuration) { egress in
            async let first = egress.get(receiver.url("a.example"))
            await withCheckedContinuation { started in
                DispatchQueue.global().async {
                    hangs.wait()
                    started.resume()
                }
            }
            #expect(await egress.get(receiver.url("b.example")).error == .cannotResolve)
            gate.signal()
            #expect(await first.status == 200)
        }
        #expect(resolver.hosts == ["a.example"])
    }

    /// One thread, on which "slow.example" takes the time of a resolution, and then waits for the gate.
    private func slowConfiguration(_ gate: DispatchSemaphore) -> EgressConfiguration {
        let time = TestClock()
        let resolver = TestResolver { host, _ in
            if host == "slow.example" {
                time.advance(seconds: 5)
                gate.wait()
            }
            return ["127.0.0.1"]
        }
        var configuration = EgressConfiguration.test(resolver: resolver)
        configuration.clock = time.clock
        configuration.resolutionsMax = 1
        return configuration
    }

    @Test func `a name that hangs is given up, and nothing is sent when it is found later`() async throws {
        let gate = DispatchSemaphore(value: 0)
        let receiver = try await Receiver.answering(okay)
        try await Egress.with(slowConfiguration(gate)) { egress in
            #expect(await egress.get(receiver.url("slow.example", path: "/late")).error == .cannotResolve)
            gate.signal()
            #expect(await egress.get(receiver.url("fast.example")).status == 200)
        }
        #expect(receiver.seen.connections == 1)
    }

    @Test func `stopping does not wait for a name that hangs`() async throws {
        let gate = DispatchSemaphore(value: 0)
        let result = try await Egress.with(slowConfiguration(gate)) { await $0.get("http://slow.example/") }
        #expect(result.error == .cannotResolve)
        gate.signal()
    }

    @Test(arguments: [
        ("127.0.0.1", ["127.0.0.1"]), ("127.1", ["127.0.0.1"]), ("0x7f000001", ["127.0.0.1"]),
        ("2130706433", ["127.0.0.1"]),
        ("0177.0.0.1", ["127.0.0.1"]), ("0", ["0.0.0.0"]), ("::1", ["::1"]), ("::ffff:10.0.0.1", ["::ffff:10.0.0.1"]),
        ("2001:db8::8:1", ["2001:db8::8:1"]), ("", []),
    ])
    func `the system resolves addresses in every spelling`(host: String, addresses: [String]) {
        #expect(SystemResolver().addresses(of: host).map(\.description) == addresses)
    }
}
