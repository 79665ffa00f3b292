internal import CStoaABI
internal import StoaCore
internal import StoaJSON

/// A field's declared initial value, understood once when the registry is linked.
enum InitialValue: Sendable {
    /// Memory that is never freed: a registry lives as long as the process.
    ///
    /// Invariant: what the value points to is written before it is published, and never again.
    struct Immortal: @unchecked Sendable {
        let value: stoa_val
    }

    case value(Immortal)
    /// Its minor units depend on the store's currency.
    case money(String)

    /// Nil if the field has none, or if its JSON does not fit its type.
    init?(_ field: Field) {
        guard !field.initial.isEmpty else { return nil }
        let source = Array(field.initial.utf8)
        let document = JSONDocument()
        let read = source.withUnsafeBytes { bytes -> InitialValue? in
            guard (try? document.parse(bytes)) != nil else { return nil }
            return Self.convert(document.root, field.type)
        }
        guard let read else { return nil }
        self = read
    }

    private static func convert(_ json: JSONValue, _ type: FieldType) -> InitialValue? {
        switch type {
        case .money:
            return json.kind == .string || json.kind == .number
                ? .money(json.text() ?? String(decoding: json.literal, as: UTF8.self)) : nil
        case .text, .handle, .labels:
            return json.string.map { .value(Immortal(value: Values.text(immortal($0)))) }
        case .json: return .value(Immortal(value: Values.text(immortal(json.literal), json: true)))
        case .bool: return json.bool.map { .value(Immortal(value: Values.bool($0))) }
        case .integer, .reference: return json.int.map { .value(Immortal(value: Values.integer($0))) }
        case .float: return json.double.map { .value(Immortal(value: Values.float($0))) }
        default: return nil
        }
    }

    private static func immortal(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        copy.copyMemory(from: bytes)
        return UnsafeRawBufferPointer(copy)
    }

    func value(in currency: Currency) -> stoa_val {
        switch self {
        case .value(let immortal): immortal.value
        case .money(let text):
            (try? Money(parsing: text, currency: currency)).map { Values.money($0.minorUnits) } ?? Values.null
        }
    }
}
