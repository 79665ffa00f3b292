import StoaCore
import StoaHTTP
import StoaJSON
import Synchronization

/// The front door as the pages see it, which are made before it is open.
final class DoorBox: Sendable {
    private let door = Mutex<FrontDoor?>(nil)

    func open(_ frontDoor: FrontDoor) { door.withLock { $0 = frontDoor } }

    var isOpen: Bool { door.withLock { $0 != nil } }

    func appendMetrics(to text: inout [UInt8]) {
        guard let metrics = door.withLock({ $0?.metrics }) else { return }
        let figures: [(StaticString, StaticString, Int)] = [
            ("stoa_connections_open", "gauge", metrics.connectionsOpen),
            ("stoa_connections_accepted_total", "counter", metrics.connectionsAccepted),
            ("stoa_connections_refused_total", "counter", metrics.connectionsRefused),
            ("stoa_requests_refused_by_front_door_total", "counter", metrics.requestsRefused),
            ("stoa_received_bytes_total", "counter", metrics.bytesIn),
            ("stoa_sent_bytes_total", "counter", metrics.bytesOut),
        ]
        for (name, kind, value) in figures {
            text.appendASCII("# TYPE ")
            text.appendASCII(name)
            text.appendASCII(" ")
            text.appendASCII(kind)
            text.appendASCII("\n")
            text.appendASCII(name)
            text.appendASCII(" ")
            text.append(decimal: Int64(value))
            text.appendASCII("\n")
        }
    }
}
