import Glibc

/// Threads of the system: tests of locks need more of them than there are processors, all running.
struct Threads {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(run: @escaping @Sendable () -> Void) { self.run = run }
    }

    private var started: [pthread_t] = []

    /// Starts `count` threads that each run `body` with their number.
    init(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        for number in 0..<count {
            let boxed = Unmanaged.passRetained(Body { body(number) })
            var thread = pthread_t()
            let entry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
                guard let argument else { return nil }
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }
            precondition(pthread_create(&thread, nil, entry, boxed.toOpaque()) == 0, "cannot start a thread")
            started.append(thread)
        }
    }

    /// Waits for all of them.
    func join() {
        for thread in started { pthread_join(thread, nil) }
    }
}
