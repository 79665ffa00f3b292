import CStoaSystem
import Glibc

/// How a worker ended.
enum WorkerEnd: Equatable {
    case exit(Int32)
    case signal(Int32)

    /// From what waitpid says of a process that has ended (wait(2), WIFEXITED and the like).
    init(status: Int32) {
        let signal = status & 0x7f
        self = signal == 0 ? .exit(status >> 8 & 0xff) : .signal(signal)
    }

    /// As a shell would show it.
    var exitCode: Int32 {
        switch self {
        case .exit(let code): code
        case .signal(let number): 128 + number
        }
    }

    /// The word for it in logs, and what it was: a signal's name, or an exit code.
    var fact: (name: String, value: String) {
        switch self {
        case .exit(let code): ("exit_code", "\(code)")
        case .signal(let number):
            ("signal", stoa_signal_name(number).map { "SIG" + String(cString: $0) } ?? "\(number)")
        }
    }
}
