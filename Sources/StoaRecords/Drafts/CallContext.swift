package import StoaCore
internal import Synchronization

/// Who a unit of work runs for.
package struct Actor: Sendable {
    package enum Kind: UInt32, Sendable {
        case system, key, app
    }

    package var kind: Kind
    /// Row id of the credential in the platform database; 0 for the system.
    package var id: Int64
    package var publicID: String
    package var scopes: Scopes

    package init(kind: Kind, id: Int64, publicID: String, scopes: Scopes) {
        self.kind = kind
        self.id = id
        self.publicID = publicID
        self.scopes = scopes
    }

    /// Who jobs and listeners run for.
    static let system = Actor(kind: .system, id: 0, publicID: "", scopes: .admin)
}

/// The store that a unit of work belongs to; there is no way to name another one from inside.
package struct StoreIdentity: Sendable {
    package var id: Int64
    package var name: String
    package var currency: Currency
    /// The time zone that it began with; what it goes by now is in its own database.
    package var firstTimeZone: String
    /// Modules that the merchant has switched off here.
    package var disabledModules: Set<String>
    /// What a sandbox store's clock shows, in microseconds since 1970; nil if it goes with the machine's.
    package var testClock: Int64?

    package init(
        id: Int64, name: String, currency: Currency, firstTimeZone: String = LocalTime.utcName,
        disabledModules: Set<String> = [],
        testClock: Int64? = nil
    ) {
        self.id = id
        self.name = name
        self.currency = currency
        self.firstTimeZone = firstTimeZone
        self.disabledModules = disabledModules
        self.testClock = testClock
    }

    /// The store's wall clock.
    func wallMicroseconds(_ clock: Clock) -> Int64 { testClock ?? clock.wallMicroseconds() }
}

/// A root record being written, as hooks see it.
package struct Change {
    package let kind: ChangeKinds
    package let draft: Draft
    package let before: Draft?
}

/// One unit of work: store, actor, arena, the records that handles stand for, and the issues found so far.
///
/// What the C ABI calls a stoa_cx. Belongs to the thread that runs the work.
package final class CallContext {
    /// What module code may do at this moment.
    package enum Phase: Sendable {
        /// Nothing can be written.
        case reading
        /// A PREPARE hook: drafts that it was given may change.
        case preparing
        /// A VALIDATE hook: nothing may change.
        case validating
        /// A writing route or service: drafts may be made and saved.
        case writing
    }

    package let registry: Registry
    package let store: StoreIdentity
    package let actor: Actor
    package let requestID: String
    package let clock: Clock
    package let arena: Arena
    /// The instant that all times of this unit of work carry.
    package let now: Timestamp
    /// What the store's clocks go by, for times without an offset.
    package internal(set) var localTime = LocalTime.utc
    package let deadlineMicroseconds: Int64
    package var phase = Phase.reading
    package internal(set) var issues: [Failure.Issue] = []
    /// The first failing result that came with an issue.
    package internal(set) var failureCode: Int32 = 0
    /// Module whose code is running; its capabilities apply.
    package var module = ""
    package var serviceDepth = 0
    /// What modules are told of the store and the actor, once somebody has asked; in the arena.
    package var info: UnsafeMutableRawPointer?
    /// Children that a body does not name by their ids are those that there are, in their sequence, and not new ones.
    var matchesChildren = false
    /// What is known of the request's passwords.
    var passwords = HashedPasswords()
    /// Whether a comparison of passwords would hold up a store's writes, and the request can run again.
    var comparesElsewhere = false
    /// The comparison that the request waits for; whatever it does until it has been made is undone.
    private(set) var awaited: PasswordComparison?
    /// Reads and writes records; nil where there is no storage, as in rules' unit tests.
    weak var transaction: Transaction?
    /// Each record with the module that it was handed to: a handle is good for that module alone.
    private var handles: [(record: Draft, module: String)] = []
    /// Tells the handles of one context from those of another; never 0.
    package let serial: UInt32
    private static let serials = Atomic<UInt32>(0)

    package init(
        registry: Registry, store: StoreIdentity, actor: Actor, requestID: String, clock: Clock, arena: Arena,
        deadlineMicroseconds: Int64
    ) {
        self.registry = registry
        self.store = store
        self.actor = actor
        self.requestID = requestID
        self.clock = clock
        self.arena = arena
        self.deadlineMicroseconds = deadlineMicroseconds
        now = Timestamp(microseconds: store.wallMicroseconds(clock))
        serial = Self.serials.add(1, ordering: .relaxed).newValue | 0x8000_0000
    }

    /// The store's wall clock at this moment.
    package var wallMicroseconds: Int64 { store.wallMicroseconds(clock) }

    /// Handles are 1...: 0 means none.
    package func handle(for record: Draft) -> UInt64 {
        handles.append((record, module))
        return UInt64(handles.count)
    }

    package func record(_ handle: UInt64) -> Draft? {
        guard handle >= 1, handle <= UInt64(handles.count) else { return nil }
        let entry = handles[Int(handle) - 1]
        return entry.module == module ? entry.record : nil
    }

    func replace(_ handle: UInt64, by record: Draft) {
        handles[Int(handle) - 1].record = record
    }

    /// What came of a comparison of passwords.
    package enum PasswordAnswer: Equatable {
        case matches(Bool)
        /// The request runs again when it has been made.
        case later
        case tooMany
    }

    /// Whether `kept` is what is kept of `password`.
    package func compare(_ password: [UInt8], _ kept: String) -> PasswordAnswer {
        // Longer ones match nothing, whatever the rest of them is.
        let comparison = PasswordComparison(Array(password.prefix(PasswordHash.passwordBytesMax + 1)), kept)
        if let known = passwords.result(of: comparison) { return .matches(known) }
        guard comparesElsewhere else { return .matches(PasswordHash.matches(password, kept)) }
        guard awaited == nil else { return .later }
        guard !passwords.isFull else { return .tooMany }
        awaited = comparison
        return .later
    }

    package func fail(_ code: Int32, field: String, message: String) {
        if failureCode == 0 { failureCode = code }
        issues.append(Failure.Issue(field: field, message: message))
    }

    /// What a module's code that returned `code` means to the client.
    func failure(_ code: Int32, module: String) -> Failure {
        let status = code < 0 ? code.magnitude : 500
        guard let known = Failure.Code(status: UInt16(clamping: status)), known.entry.status < 500 else {
            return Failure(.internal, "module \(module) failed with \(code)")
        }
        // What is not there has no fields: every dialect has its own words for it.
        if known == .notFound, issues.allSatisfy({ $0.field.isEmpty }) { return Failure(.notFound) }
        return Failure(known, issues: issues)
    }
}
