internal import Glibc

/// A fixed number of threads that take work items in order of arrival.
///
/// Module code runs here and may block for its whole budget, which is why neither the event loops nor Swift's
/// cooperative pool will do. The threads keep it alive until `stop`.
///
/// Invariant: `items` and `isStopping` are touched only while `mutex` is held.
final class WorkerThreads: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var items: [@Sendable () -> Void] = []
    private var head = 0
    private var isStopping = false
    private var threads: [pthread_t] = []
    /// Swift code of modules recurses deeper than C usually does.
    private static let stackBytes = 2 << 20
    /// Places of taken items that are kept before the rest moves up.
    private static let takenMax = 256

    init(count: Int) {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
        for _ in 0..<count { start() }
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func submit(_ item: @escaping @Sendable () -> Void) {
        pthread_mutex_lock(mutex)
        items.append(item)
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    /// Nothing is queued.
    var isWaiting: Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return head == items.count
    }

    /// Runs what is queued and ends the threads.
    ///
    /// Nothing may be submitted any more.
    func stop() {
        pthread_mutex_lock(mutex)
        isStopping = true
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
        for thread in threads { pthread_join(thread, nil) }
        threads = []
    }

    private func start() {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, Self.stackBytes)
        defer { pthread_attr_destroy(&attributes) }
        var thread = pthread_t()
        let code = pthread_create(
            &thread, &attributes,
            { argument in
                guard let argument else { return nil }
                Unmanaged<WorkerThreads>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        precondition(code == 0, "the system gives no thread")
        threads.append(thread)
    }

    private func run() {
        while let item = next() { item() }
    }

    private func next() -> (@Sendable () -> Void)? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while head == items.count {
            if isStopping { return nil }
            pthread_cond_wait(condition, mutex)
        }
        let item = items[head]
        head += 1
        dropTaken()
        return item
    }

    /// A queue that is never empty must not grow for ever.
    private func dropTaken() {
        if head == items.count {
            items.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= Self.takenMax, head * 2 >= items.count {
            items.removeFirst(head)
            head = 0
        }
    }
}
