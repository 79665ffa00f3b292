import Glibc

/// The terminal that a command was started at, if any.
///
/// SIGHUP asks a server for its next generation; but a person who closes the terminal means to end it.
struct Terminal {
    private let wasThere = Self.isThere

    var isGone: Bool { wasThere && !Self.isThere }

    private static var isThere: Bool {
        let descriptor = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        close(descriptor)
        return true
    }
}
