import CStoaABI

/// What is known about a write beside the draft.
///
/// A plain value: tests make their own.
public struct Change<R: Record> {
    /// What the write does.
    public let operation: WriteOperation
    /// The record as it is stored; nil on create.
    public let before: R?
    /// The store's clock.
    public let now: Timestamp
    /// How far the store's clocks are from UTC now, in seconds, east of it above 0.
    public let utcOffset: Int
    /// The store's currency.
    public let currency: Currency
    private let sent: (SentField) -> Bool
    private let inputs: (SentField) -> JSON?

    /// Creates a change for a test of a rule.
    ///
    /// - Parameters:
    ///   - operation: What the write does; update if nil and there is a `before`, else create.
    ///   - before: The record as it is stored.
    ///   - now: The store's clock.
    ///   - utcOffset: How far that is from UTC.
    ///   - currency: The store's currency.
    ///   - sent: The names of the fields that the client sent; those of children are not told apart.
    ///   - inputs: What the client sent as inputs of this module, by their names; those of children are not told apart.
    public init(
        _ operation: WriteOperation? = nil, before: R? = nil, now: Timestamp = Timestamp(microseconds: 0),
        utcOffset: Int = 0, currency: Currency = Currency(code: "USD", exponent: 2), sent: Set<String> = [],
        inputs: [String: JSON] = [:]
    ) {
        self.init(
            operation: operation ?? (before == nil ? .create : .update), before: before, now: now,
            utcOffset: utcOffset, currency: currency, asking: { sent.contains($0.name) }, inputs: { inputs[$0.name] })
    }

    @usableFromInline
    init(
        operation: WriteOperation, before: R?, now: Timestamp, utcOffset: Int, currency: Currency,
        asking: @escaping (SentField) -> Bool, inputs: @escaping (SentField) -> JSON?
    ) {
        self.operation = operation
        self.before = before
        self.now = now
        self.utcOffset = utcOffset
        self.currency = currency
        sent = asking
        self.inputs = inputs
    }

    /// Now, as the store's records show it: `2024-01-02T05:04:05+02:00`.
    public var nowText: String { now.text(utcOffset: utcOffset) }

    /// What the client sent as the input `name` of this module with the record itself, or nil.
    public func input(_ name: String) -> JSON? {
        inputs(SentField(name: name, child: nil))
    }

    /// What the client sent as the input `name` of this module with a child of the record, or nil.
    public func input<Child: Record>(_ name: String, in child: Child) -> JSON? {
        inputs(SentField(name: name, child: (ObjectIdentifier(Child.self), child.id)))
    }

    /// True if the client sent the field `name` of the record in the request being handled.
    public func wasSent(_ name: String) -> Bool {
        sent(SentField(name: name, child: nil))
    }

    /// True if the client sent the field `name` of a child of the record in the request being handled.
    public func wasSent<Child: Record>(_ name: String, in child: Child) -> Bool {
        sent(SentField(name: name, child: (ObjectIdentifier(Child.self), child.id)))
    }
}

/// What a write does.
public enum WriteOperation: Sendable {
    /// Makes the record.
    case create
    /// Changes it or one of its children.
    case update
    /// Deletes it with its children.
    case delete

    /// From the contract's `STOA_ON_CREATED` and its siblings.
    @usableFromInline
    init(told operation: UInt32) throws(Failures) {
        switch Int(operation) {
        case STOA_ON_CREATED: self = .create
        case STOA_ON_UPDATED: self = .update
        case STOA_ON_DELETED: self = .delete
        default: throw .broken
        }
    }
}

/// A question to the host, whether the client sent this field or input, and what.
@usableFromInline
struct SentField {
    let name: String
    let child: (record: ObjectIdentifier, id: Int64)?
}

/// The writes at which a rule runs.
public struct Operations: OptionSet, Sendable {
    /// The bits of the contract's `STOA_ON_CREATED` and its siblings.
    public let rawValue: UInt32

    /// Creates a set from the contract's bits.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// When a record is made.
    public static let create = Operations(rawValue: 1)
    /// When a record or one of its children is changed.
    public static let update = Operations(rawValue: 2)
    /// When a record is deleted.
    public static let delete = Operations(rawValue: 4)
}
