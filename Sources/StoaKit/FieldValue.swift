public import CStoaABI

/// What a field holds, for clients and across the boundary.
public struct FieldType: Equatable, Sendable {
    let code: UInt32
    let tag: UInt32

    private init(_ code: Int, _ tag: Int) {
        self.code = UInt32(code)
        self.tag = UInt32(tag)
    }

    static let text = FieldType(STOA_F_TEXT, STOA_TEXT)
    static let bool = FieldType(STOA_F_BOOL, STOA_BOOL)
    static let int = FieldType(STOA_F_INT, STOA_I64)
    static let float = FieldType(STOA_F_FLOAT, STOA_F64)
    static let money = FieldType(STOA_F_MONEY, STOA_MONEY)
    static let time = FieldType(STOA_F_TIME, STOA_TIME)
    static let json = FieldType(STOA_F_JSON, STOA_JSON)
    static let labels = FieldType(STOA_F_LABELS, STOA_TEXT)
    static let reference = FieldType(STOA_F_REF, STOA_I64)
    static let children = FieldType(STOA_F_CHILDREN, STOA_NULL)
    static let firstChild = FieldType(STOA_F_FIRST_CHILD, STOA_NULL)
    static let globalID = FieldType(STOA_F_GLOBAL_ID, STOA_TEXT)
    static let handle = FieldType(STOA_F_HANDLE, STOA_TEXT)
    static let parentID = FieldType(STOA_F_PARENT_ID, STOA_I64)
    static let ownID = FieldType(STOA_F_OWN_ID, STOA_I64)
    static let password = FieldType(STOA_F_PASSWORD, STOA_TEXT)
}

/// A Swift type that a field can have.
///
/// Conforming: `String`, `Bool`, `Int`, `Int64`, `Double`, ``Money``, ``Timestamp``, ``JSON``, arrays of strings or
/// whole numbers (as JSON), enums over `String` that say `FieldValue, CaseIterable`, and optionals of all of these.
public protocol FieldValue: Equatable, Sendable {
    /// The field's type unless its declaration says otherwise.
    static var fieldType: FieldType { get }
    /// The only values of the field, or empty.
    static var choices: [String] { get }
    /// What a client must send, where the kernel takes any JSON: "an array of strings". Nil if it knows by itself.
    static var form: String? { get }
    /// Reads a host value. Nil if it is none of this type; whether a null is one is the type's own matter.
    static func read(_ value: stoa_val) -> Self?
    /// The host's form; text is copied into memory of the call.
    func hostValue(in memory: borrowing CallMemory) throws(Failures) -> stoa_val
    /// The JSON of a declaration's initial value; nil where there is none.
    var initialJSON: String? { get }
}

extension FieldValue {
    /// No list of values unless the type names one.
    public static var choices: [String] { [] }

    /// The kernel knows what the type takes.
    public static var form: String? { nil }
}

extension String: FieldValue {
    /// Text.
    public static var fieldType: FieldType { .text }

    /// Reads text; see ``FieldValue``.
    public static func read(_ value: stoa_val) -> String? {
        value.tag == FieldType.text.tag ? String(value.s) : nil
    }

    /// Text in memory of the call.
    public func hostValue(in memory: borrowing CallMemory) throws(Failures) -> stoa_val {
        stoa_val(.text, s: try memory.copy(self))
    }

    /// A JSON string.
    public var initialJSON: String? { JSONText.string(self) }
}

extension Bool: FieldValue {
    /// A boolean.
    public static var fieldType: FieldType { .bool }

    /// Reads a boolean; see ``FieldValue``.
    public static func read(_ value: stoa_val) -> Bool? {
        value.tag == FieldType.bool.tag ? value.i != 0 : nil
    }

    /// A boolean.
    public func hostValue(in memory: borrowing CallMemory) -> stoa_val {
        stoa_val(.bool, i: self ? 1 : 0)
    }

    /// `true` or `false`.
    public var initialJSON: String? { description }
}

extension Int64: FieldValue {
    /// A whole number.
    public static var fieldType: FieldType { .int }

    /// Reads a whole number; see ``FieldValue``.
    public static func read(_ value: stoa_val) -> Int64? {
        value.tag == FieldType.int.tag ? value.i : nil
    }

    /// A whole number.
    public func hostValue(in memory: borrowing CallMemory) -> stoa_val {
        stoa_val(.int, i: self)
    }

    /// The digits.
    public var initialJSON: String? { description }
}

extension Int: FieldValue {
    /// A whole number.
    public static var fieldType: FieldType { .int }

    /// Reads a whole number; see ``FieldValue``.
    public static func read(_ value: stoa_val) -> Int? {
        value.tag == FieldType.int.tag ? Int(exactly: value.i) : nil
    }

    /// A whole number.
    public func hostValue(in memory: borrowing CallMemory) -> stoa_val {
        stoa_val(.int, i: Int64(self))
    }

    /// The digits.
    public var initialJSON: String? { description }
}

extension Double: FieldValue {
    /// A number.
    public static var fieldType: FieldType { .float }

    /// Reads a number, whole ones included; see ``FieldValue``.
    public static func read(_ value: stoa_val) -> Double? {
        switch value.tag {
        case FieldType.float.tag: value.f
        case FieldType.int.tag: Double(value.i)
        default: nil
        }
    }

    /// A number.
    ///
    /// Throws ``Failure/Code/broken`` for infinities and NaN, which the contract does not allow.
    public func hostValue(in memory: borrowing CallMemory) throws(Failures) -> stoa_val {
        guard isFinite else { throw .broken }
        return stoa_val(.float, f: self)
    }

    /// The digits.
    public var initialJSON: String? { description }
}

extension Money: FieldValue {
    /// Money.
    public static var fieldType: FieldType { .money }

    /// Reads an amount; see ``FieldValue``.
    public static func read(_ value: stoa_val) -> Money? {
        value.tag == FieldType.money.tag ? Money(minorUnits: value.i) : nil
    }

    /// An amount.
    public func hostValue(in memory: borrowing CallMemory) -> stoa_val {
        stoa_val(.money, i: minorUnits)
    }

    /// Zero only: what another number of minor units is in JSON depends on the store's currency.
    public var initialJSON: String? { self == .zero ? "\"0\"" : nil }
}

extension Timestamp: FieldValue {
    /// A time.
    public static var fieldType: FieldType { .time }

    /// Reads a time; see ``FieldValue``.
    public static func read(_ value: stoa_val) -> Timestamp? {
        value.tag == FieldType.time.tag ? Timestamp(microseconds: value.i) : nil
    }

    /// A time.
    public func hostValue(in memory: borrowing CallMemory) -> stoa_val {
        stoa_val(.time, i: microseconds)
    }

    /// None: a fixed time is never a sensible start.
    public var initialJSON: String? { nil }
}

extension JSON: FieldValue {
    /// Any JSON value.
    public static var fieldType: FieldType { .json }

    /// Reads a JSON value; see ``FieldValue``.
    public static func read(_ value: stoa_val) -> JSON? {
        value.tag == FieldType.json.tag ? JSON(String(value.s)) : nil
    }

    /// JSON text in memory of the call.
    public func hostValue(in memory: borrowing CallMemory) throws(Failures) -> stoa_val {
        stoa_val(.json, s: try memory.copy(text))
    }

    /// The value itself.
    public var initialJSON: String? { text }
}

extension FieldValue where Self: RawRepresentable, RawValue == String {
    /// Text.
    public static var fieldType: FieldType { .text }

    /// Reads one of the enum's words; see ``FieldValue``.
    @inlinable
    public static func read(_ value: stoa_val) -> Self? {
        String.read(value).flatMap(Self.init(rawValue:))
    }

    /// The word, in memory of the call.
    @inlinable
    public func hostValue(in memory: borrowing CallMemory) throws(Failures) -> stoa_val {
        try rawValue.hostValue(in: memory)
    }

    /// The word as a JSON string.
    public var initialJSON: String? { rawValue.initialJSON }
}

extension FieldValue where Self: RawRepresentable & CaseIterable, RawValue == String {
    /// The enum's words.
    public static var choices: [String] { allCases.map(\.rawValue) }
}

extension Optional: FieldValue where Wrapped: FieldValue {
    /// The type of what is wrapped.
    public static var fieldType: FieldType { Wrapped.fieldType }

    /// The values of what is wrapped.
    public static var choices: [String] { Wrapped.choices }

    /// That of what is wrapped.
    public static var form: String? { Wrapped.form }

    /// Reads a value or null; see ``FieldValue``.
    @inlinable
    public static func read(_ value: stoa_val) -> Wrapped?? {
        guard value.tag != 0 else { return .some(nil) }
        return Wrapped.read(value).map { .some($0) }
    }

    /// The value or null.
    @inlinable
    public func hostValue(in memory: borrowing CallMemory) throws(Failures) -> stoa_val {
        guard let self else { return stoa_val() }
        return try self.hostValue(in: memory)
    }

    /// That of the wrapped value.
    public var initialJSON: String? { self?.initialJSON }
}

extension stoa_val {
    init(_ type: FieldType, i: Int64 = 0, f: Double = 0, s: stoa_str = stoa_str()) {
        self.init(tag: type.tag, flags: 0, i: i, f: f, s: s)
    }
}

extension String {
    init(_ text: stoa_str) {
        guard let start = text.p, text.n > 0 else {
            self = ""
            return
        }
        self = String(decoding: UnsafeRawBufferPointer(start: start, count: text.n), as: UTF8.self)
    }
}
