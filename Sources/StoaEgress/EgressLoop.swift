import NIOCore
import NIOPosix
import StoaCore

/// The exchanges and connections of one event loop; touched by that loop only.
final class EgressLoop {
    /// How often deadlines are looked at while there is anything to look at: the precision of every timeout.
    static let sweepInterval = TimeAmount.milliseconds(100)
    /// Larger buffers are not kept for the next request.
    private static let spareBytesMax = 256 * 1024

    let eventLoop: any EventLoop
    let settings: EgressSettings

    private var exchanges: [Exchange] = []
    private var exchangesByChannel: [String: Int] = [:]
    private var idle = IdleConnections()
    private var spareBuffer: ByteBuffer?
    private var isSweeping = false
    private var isStopped = false

    init(eventLoop: any EventLoop, settings: EgressSettings) {
        self.eventLoop = eventLoop
        self.settings = settings
    }

    var configuration: EgressConfiguration { settings.configuration }

    /// Monotonic microseconds.
    var now: Int64 { configuration.clock.monotonicMicroseconds() }

    /// Starts an exchange that the capacity has let in.
    func begin(_ request: EgressRequest, _ completion: @escaping Exchange.Completion) {
        do throws(EgressError) {
            let exchange = Exchange(request, url: try check(request), startedAt: now, completion: completion)
            add(exchange)
            if let connection = takeIdle(exchange.key, at: exchange.startedAt) {
                exchange.connection = connection
                connection.begin(exchange)
            } else {
                resolve(exchange)
            }
        } catch {
            settings.capacity.release()
            completion(.failure(error))
        }
    }

    /// Sends an exchange once more, on a connection of its own: others that are kept may have died too.
    func `repeat`(_ exchange: Exchange) {
        exchange.isRepeated = true
        resolve(exchange)
    }

    /// Completes an exchange; one that is completed already stays as it is.
    func complete(_ exchange: Exchange, _ result: Result<EgressResponse, EgressError>) {
        guard !exchange.isCompleted else { return }
        remove(exchange)
        exchange.connection = nil
        settings.capacity.release()
        exchange.completion(result)
    }

    /// Puts a connection aside for a next exchange of its key.
    func keep(_ connection: Connection) {
        connection.idleSince = now
        let age = connection.idleSince - connection.openedAt
        guard !isStopped, age < configuration.connectionLifetime.wholeMicroseconds else { return connection.close() }
        idle.add(connection)
        guard idle.count > configuration.idleConnectionsMax, let oldest = idle.oldest else { return }
        idle.remove(oldest)
        oldest.close()
    }

    /// A connection has ended, whoever ended it.
    func forget(_ connection: Connection) {
        idle.remove(connection)
    }

    func stop() {
        isStopped = true
        for exchange in exchanges { abandon(exchange, .stopped) }
        for connection in idle.all { connection.close() }
        idle = IdleConnections()
    }

    /// An empty buffer, with the memory of the last one if that has been sent.
    func takeBuffer() -> ByteBuffer {
        guard var buffer = spareBuffer.take() else { return ByteBufferAllocator().buffer(capacity: 4096) }
        buffer.clear()
        return buffer
    }

    func giveBack(_ buffer: ByteBuffer) {
        if buffer.capacity <= Self.spareBytesMax { spareBuffer = buffer }
    }

    private func check(_ request: EgressRequest) throws(EgressError) -> EgressURL {
        guard !isStopped else { throw .stopped }
        guard exchangesByChannel[request.channel, default: 0] < configuration.exchangesPerChannelMax else {
            throw .overloaded
        }
        guard request.body.count <= configuration.requestBytesMax else { throw .requestTooLarge }
        if let problem = HeaderRules.problem(in: request.headers) { throw .invalidHeader(problem) }
        do {
            return try EgressURL(request.url, allowsHTTP: configuration.isDevelopment)
        } catch {
            throw .invalidURL(error)
        }
    }

    private func takeIdle(_ key: ConnectionKey, at now: Int64) -> Connection? {
        let idleTimeout = configuration.idleTimeout.wholeMicroseconds
        while let connection = idle.take(key) {
            if connection.isUsable, now - connection.idleSince < idleTimeout { return connection }
            connection.close()
        }
        return nil
    }

    private func add(_ exchange: Exchange) {
        exchange.position = exchanges.count
        exchanges.append(exchange)
        exchangesByChannel[exchange.request.channel, default: 0] += 1
        sweepSoon()
    }

    private func remove(_ exchange: Exchange) {
        guard let position = exchange.position else { return }
        exchange.position = nil
        let last = exchanges.removeLast()
        if last !== exchange {
            exchanges[position] = last
            last.position = position
        }
        let channel = exchange.request.channel
        exchangesByChannel[channel] = exchangesByChannel[channel].flatMap { $0 > 1 ? $0 - 1 : nil }
    }

    /// Completes an exchange from outside its connection, which is closed.
    private func abandon(_ exchange: Exchange, _ error: EgressError) {
        // Let go before it is closed, or a failed attempt to connect would have the next address tried.
        exchange.connection.take()?.close()
        complete(exchange, .failure(error))
    }
}

extension EgressLoop {
    private func sweepSoon() {
        guard !isSweeping else { return }
        isSweeping = true
        eventLoop.assumeIsolated().scheduleTask(in: Self.sweepInterval) { [weak self] in self?.sweep() }
    }

    /// Ends what has taken too long: one timer for all costs less than one for each.
    private func sweep() {
        isSweeping = false
        let now = now
        // An exchange that is completed leaves the list while it is walked.
        for exchange in Array(exchanges) { endIfOverdue(exchange, at: now) }
        let idleTimeout = configuration.idleTimeout.wholeMicroseconds
        for connection in idle.all where now - connection.idleSince >= idleTimeout {
            idle.remove(connection)
            connection.close()
        }
        if !exchanges.isEmpty || idle.count > 0 { sweepSoon() }
    }

    private func endIfOverdue(_ exchange: Exchange, at now: Int64) {
        if now >= exchange.deadline {
            abandon(exchange, .timedOut(before: exchange.wait))
        } else if exchange.wait == .resolution,
            now - exchange.startedAt >= configuration.resolutionTimeout.wholeMicroseconds
        {
            abandon(exchange, .cannotResolve)
        }
    }
}
