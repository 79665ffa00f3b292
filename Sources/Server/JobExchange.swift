import StoaEgress
import StoaRecords

/// Makes the exchanges that jobs ask for.
enum JobExchange {
    static func make(_ egress: Egress) -> JobRunner.Exchange {
        { exchange, complete in
            guard let method = EgressRequest.Method(rawValue: exchange.method) else {
                return complete(.failed("The method \(exchange.method.prefix(20)) is not supported.", after: 0))
            }
            var request = EgressRequest(method, exchange.url, channel: exchange.channel)
            request.headers = exchange.headers.map { EgressHeader($0.name, $0.value) }
            request.body = exchange.body
            request.timeout = .milliseconds(exchange.timeoutMilliseconds)
            request.responseBytesMax = exchange.replyBytesMax
            // A job's exchange may happen twice anyway, after a crash.
            request.isRepeatable = true
            let start = ContinuousClock.now
            egress.send(request) { result in
                switch result {
                case .success(let response): complete(HTTPReply(response))
                case .failure(let error):
                    complete(.failed("\(error)", after: (ContinuousClock.now - start).milliseconds))
                }
            }
        }
    }
}

extension HTTPReply {
    fileprivate init(_ response: EgressResponse) {
        self.init(status: response.status, durationMilliseconds: response.duration.milliseconds)
        headers = response.headers.map { ($0.name.lowercased(), $0.value) }
        body = response.body
    }

    fileprivate static func failed(_ reason: String, after milliseconds: Int) -> HTTPReply {
        var reply = HTTPReply(status: 0, durationMilliseconds: milliseconds)
        reply.error = reason
        return reply
    }
}

extension Duration {
    fileprivate var milliseconds: Int {
        Int(clamping: components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000)
    }
}
