import Glibc

/// The socket that outlives every worker: connections wait in its queue while none accepts.
enum ListeningSocket {
    /// Connections that the kernel holds until they are accepted.
    private static let backlog: Int32 = 1_024
    /// Above what a worker finds at fixed numbers.
    static let firstDescriptor: Int32 = 10
    private static let retryMicroseconds: UInt32 = 5_000

    /// Binds the address and listens.
    ///
    /// An address in use is tried again for `patienceMilliseconds`, since the worker of a supervisor that was killed may
    /// take a moment to go.
    static func open(_ address: ListenAddress, patienceMilliseconds: UInt32) throws -> Int32 {
        try address.withSocketAddress { info in
            let created = socket(info.ai_family, info.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), info.ai_protocol)
            let descriptor = try moved(created, "\(address.host):\(address.port)")
            var reuse: Int32 = 1
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
            var triesLeft = patienceMilliseconds * 1_000 / retryMicroseconds
            while bind(descriptor, info.ai_addr, info.ai_addrlen) != 0 || listen(descriptor, backlog) != 0 {
                guard errno == EADDRINUSE, triesLeft > 0 else {
                    throw failure("\(address.host):\(address.port)")
                }
                triesLeft -= 1
                usleep(retryMicroseconds)
            }
            return descriptor
        }
    }

    /// Takes over a socket that the parent process has bound.
    static func adopt(_ inherited: Int32) throws -> Int32 {
        var kind: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard inherited > STDERR_FILENO, getsockopt(inherited, SOL_SOCKET, SO_TYPE, &kind, &size) == 0,
            kind == Int32(SOCK_STREAM.rawValue)
        else { throw CommandFailure("--listen-fd \(inherited) is no stream socket") }
        let descriptor = try moved(inherited, "--listen-fd \(inherited)")
        guard listen(descriptor, backlog) == 0 else { throw failure("--listen-fd \(inherited)") }
        return descriptor
    }

    private static func moved(_ descriptor: Int32, _ name: String) throws -> Int32 {
        let duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, firstDescriptor)
        guard duplicate >= 0 else { throw failure(name) }
        close(descriptor)
        return duplicate
    }

    private static func failure(_ name: String) -> CommandFailure {
        CommandFailure("\(name): cannot listen: \(String(cString: strerror(errno)))")
    }
}
