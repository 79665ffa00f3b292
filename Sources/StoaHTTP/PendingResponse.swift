import NIOCore
import StoaCore
import Synchronization

/// The place of one response that is given later, perhaps from another thread, perhaps after the client has gone.
///
/// A sink that its responder did not keep is used again for the connection's next request, so that an answer given at
/// once allocates none.
final class PendingResponse: ResponseSink {
    private struct Destination {
        weak var connection: ConnectionHandler?
    }

    private let destination: NIOLoopBound<Destination>
    private let isComplete = Atomic<Bool>(false)

    init(connection: ConnectionHandler, eventLoop: any EventLoop) {
        destination = NIOLoopBound(Destination(connection: connection), eventLoop: eventLoop)
    }

    /// Always goes through the loop's queue, so that a responder which completes before it returns is safe too.
    func complete(_ response: HTTPResponse) {
        guard !isComplete.exchange(true, ordering: .relaxed) else {
            assertionFailure("a request was answered twice")
            return
        }
        destination.eventLoop.execute {
            self.destination.value.connection?.complete(self, with: response)
        }
    }

    func perform(_ body: @escaping @Sendable () -> Void) { destination.eventLoop.execute(body) }
}
