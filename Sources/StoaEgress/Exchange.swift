import NIOCore

/// One request on its way to its one completion; touched by its event loop only.
final class Exchange {
    typealias Completion = @Sendable (Result<EgressResponse, EgressError>) -> Void

    let request: EgressRequest
    let url: EgressURL
    let startedAt: Int64
    let deadline: Int64
    /// What the request says, within what can be counted with.
    let responseBytesMax: Int
    let completion: Completion

    /// Index in the loop's list; nil when it is completed.
    var position: Int?
    /// What it waits for; nil before it has begun and after it is completed.
    var wait = EgressError.Wait.resolution
    /// The connection that is opened or used for it.
    var connection: Connection?
    /// Addresses that are left to be tried, all of them checked.
    var addresses: ArraySlice<NetworkAddress> = []
    /// It is sent for the second time; there is no third.
    var isRepeated = false

    init(_ request: EgressRequest, url: EgressURL, startedAt: Int64, completion: @escaping Completion) {
        self.request = request
        self.url = url
        self.startedAt = startedAt
        self.completion = completion
        responseBytesMax = max(0, min(request.responseBytesMax, 1 << 30))
        deadline = startedAt + request.timeout.wholeMicroseconds
    }

    var key: ConnectionKey {
        ConnectionKey(channel: request.channel, scheme: url.scheme, host: url.host, port: url.port)
    }

    var isCompleted: Bool { position == nil }

    var mayBeRepeated: Bool { !isRepeated && (request.isRepeatable || request.method.isIdempotent) }
}

/// What two exchanges must have in common to use one connection.
struct ConnectionKey: Hashable {
    let channel: String
    let scheme: EgressURL.Scheme
    let host: String
    let port: Int
}

extension Duration {
    /// Rounded down, and between nothing and a year, so that sums of it and a clock's reading cannot overflow.
    var wholeMicroseconds: Int64 {
        let bounded = max(.zero, min(self, .seconds(365 * 86_400))).components
        return bounded.seconds * 1_000_000 + bounded.attoseconds / 1_000_000_000_000
    }
}
