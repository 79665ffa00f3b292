import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import StoaCore

extension EgressLoop {
    /// Finds the host's addresses, has them judged, and dials the first.
    func resolve(_ exchange: Exchange) {
        exchange.wait = .resolution
        let bound = NIOLoopBound((loop: self, exchange: exchange), eventLoop: eventLoop)
        let eventLoop = eventLoop
        let isAccepted = settings.resolvers.resolve(exchange.url.host) { addresses in
            eventLoop.execute { bound.value.loop.judge(addresses, for: bound.value.exchange) }
        }
        if !isAccepted { complete(exchange, .failure(.cannotResolve)) }
    }

    /// One address that may not be dialled spoils all: who mixes them is trying something.
    private func judge(_ addresses: [NetworkAddress], for exchange: Exchange) {
        guard !exchange.isCompleted else { return }
        guard !addresses.isEmpty else { return complete(exchange, .failure(.cannotResolve)) }
        guard addresses.allSatisfy(settings.addressPolicy.allows) else {
            return complete(exchange, .failure(.addressNotAllowed))
        }
        exchange.addresses = addresses.prefix(configuration.addressesTriedMax)
        dialNext(for: exchange, after: .unreachable)
    }

    /// Dials the next address that was judged; if none is left, the exchange ends with the last one's `error`.
    private func dialNext(for exchange: Exchange, after error: EgressError) {
        guard let address = exchange.addresses.popFirst() else { return complete(exchange, .failure(error)) }
        exchange.wait = .connection
        let connection = Connection(for: exchange, to: address, loop: self)
        exchange.connection = connection
        dial(connection).assumeIsolated().whenFailure { error in
            connection.close()
            guard !exchange.isCompleted, exchange.connection === connection else { return }
            self.dialNext(for: exchange, after: EgressError(dialling: error))
        }
    }

    private func dial(_ connection: Connection) -> EventLoopFuture<any Channel> {
        let bound = NIOLoopBound(connection, eventLoop: eventLoop)
        let bootstrap = ClientBootstrap(group: eventLoop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connectTimeout(TimeAmount(configuration.connectTimeout))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try bound.value.addHandlers(to: channel) }
            }
        do {
            let bytes = ByteBuffer(bytes: connection.address.bytes)
            return bootstrap.connect(to: try SocketAddress(packedIPAddress: bytes, port: connection.key.port))
        } catch {
            return eventLoop.makeFailedFuture(error)
        }
    }
}

extension EgressError {
    /// What a failed attempt to connect is called.
    fileprivate init(dialling error: any Error) {
        switch error {
        case let error as IOError where error.errnoCode == ECONNREFUSED: self = .connectionRefused
        case is NIOSSLExtraError, is NIOSSLError: self = .handshakeFailed
        default: self = .unreachable
        }
    }
}
