import StoaCore
import StoaEgress
import Synchronization
import Testing

struct LimitTests {
    @Test func `many exchanges at once get each its own answer`() async throws {
        let receiver = try await Receiver { request in
            [.send("HTTP/1.1 200 OK\r\nContent-Length: \(request.body.utf8.count)\r\n\r\n\(request.body)")]
        }
        let wrong = try await Egress.with { egress in
            await withTaskGroup(of: Bool.self) { group in
                for number in 0..<1000 {
                    group.addTask {
                        var request = EgressRequest.patient(.post, receiver.url(), channel: "\(number % 25)")
                        request.body = Array("number \(number)".utf8)
                        let response = try? await egress.send(request).get()
                        return response?.body == request.body
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 0 : 1) }
            }
        }
        #expect(wrong == 0)
        #expect(receiver.seen.requests.count == 1000)
    }

    @Test func `stopping completes each exchange once, whatever it waits for`() async throws {
        let receiver = try await Receiver { request in
            request.head.contains("/hang") ? [] : [.send(okay)]
        }
        let completions = Mutex([Int](repeating: 0, count: 500))
        let answered = Mutex(0)
        let stopped = Mutex(0)
        let egress = try Egress(.test(), eventLoops: Egress.eventLoops)
        for number in 0..<500 {
            let path = number.isMultiple(of: 2) ? "/hang" : "/"
            egress.send(EgressRequest.patient(.post, receiver.url(path: path), channel: "\(number % 50)")) { result in
                completions.withLock { $0[number] += 1 }
                if result.error == nil { answered.withLock { $0 += 1 } }
                if result.error == .stopped { stopped.withLock { $0 += 1 } }
            }
        }
        await egress.stop()
        #expect(completions.withLock { $0 } == [Int](repeating: 1, count: 500))
        // On a busy machine some may have waited too long for their connection by then.
        #expect(answered.withLock { $0 } <= 250)
        #expect(stopped.withLock { $0 } > 0)
        #expect(await egress.get(receiver.url()).error == .stopped)
        await egress.stop()
    }

    @Test func `exchanges beyond the limit are refused at once, and there is room again afterwards`() async throws {
        let time = TestClock()
        let receiver = try await Receiver { request in request.head.contains("/hang") ? [] : [.send(okay)] }
        var configuration = EgressConfiguration.test()
        configuration.clock = time.clock
        configuration.exchangesMax = 2
        let results = Mutex<[Result<EgressResponse, EgressError>]>([])
        try await Egress.with(configuration) { egress in
            for _ in 0..<2 {
                egress.send(EgressRequest(.post, receiver.url(path: "/hang"), channel: "a")) { result in
                    results.withLock { $0.append(result) }
                }
            }
            // Their time does not pass, so both are under way.
            #expect(await egress.get(receiver.url(), channel: "b").error == .overloaded)
            var error: EgressError? = .overloaded
            while error == .overloaded {
                time.advance(seconds: 10)
                await Task.yield()
                error = await egress.get(receiver.url(), channel: "b").error
            }
            #expect(error == nil)
        }
        #expect(results.withLock { $0 }.map(\.status) == [nil, nil])
    }

    @Test(arguments: [(Int.max, false), (-1, true), (.min, true)])
    func `extreme limits of a request are taken for what they mean`(bytesMax: Int, isTruncated: Bool) async throws {
        let receiver = try await Receiver.answering(okay)
        var request = EgressRequest(.get, receiver.url(), channel: "a")
        request.responseBytesMax = bytesMax
        request.timeout = .seconds(Int64.max)
        let response = try await Egress.with { [request] in try await $0.send(request).get() }
        #expect(response.isTruncated == isTruncated)
        request.timeout = .seconds(-1)
        let hanging = try await Receiver { _ in [] }
        request.url = hanging.url()
        let error = try await Egress.with { [request] in await $0.send(request).error }
        guard case .timedOut = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `one channel cannot take all the room`() async throws {
        let receiver = try await Receiver { request in request.head.contains("/hang") ? [] : [.send(okay)] }
        var configuration = EgressConfiguration.test()
        configuration.exchangesPerChannelMax = 3
        let results = Mutex<[EgressError]>([])
        let egress = try Egress(configuration, eventLoops: Egress.eventLoops)
        for _ in 0..<5 {
            egress.send(EgressRequest.patient(.post, receiver.url(path: "/hang"), channel: "a")) { result in
                if let error = result.error { results.withLock { $0.append(error) } }
            }
        }
        #expect(await egress.get(receiver.url(), channel: "b").status == 200)
        #expect(await egress.get(receiver.url(), channel: "a").error == .overloaded)
        await egress.stop()
        #expect(results.withLock { $0 } == [.overloaded, .overloaded, .stopped, .stopped, .stopped])
    }

    @Test func `a body beyond the limit is refused`() async throws {
        var configuration = EgressConfiguration.test()
        configuration.requestBytesMax = 10
        var request = EgressRequest(.post, "http://a.example/", channel: "a")
        request.body = [UInt8](repeating: 0, count: 11)
        let error = try await Egress.with(configuration) { [request] in await $0.send(request).error }
        #expect(error == .requestTooLarge)
    }

    @Test func `a configuration that cannot work is refused`() {
        var configuration = EgressConfiguration.test()
        configuration.trustedRootsPath = "/nowhere.pem"
        #expect(throws: EgressConfigurationError.self) { try Egress(configuration, eventLoops: Egress.eventLoops) }
        configuration = .test()
        configuration.userAgent = "a\r\nHost: b"
        #expect(throws: EgressConfigurationError.self) { try Egress(configuration, eventLoops: Egress.eventLoops) }
    }
}
