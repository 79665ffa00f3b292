internal import CStoaABI
internal import StoaCore

/// Checks drafts against what their resource declares.
///
/// Runs after PREPARE hooks, so it also checks modules.
struct Validator {
    let context: CallContext

    func check(_ record: Draft, path: String = "") {
        // By index: a copy of a field counts a reference.
        let fields = record.resource.fields
        for index in fields.indices {
            if fields[index].type == .children {
                checkChildren(record, field: index, name: path + fields[index].name)
            } else if let message = problem(of: fields[index], in: record, index) {
                context.fail(-422, field: path + fields[index].name, message: message)
            }
        }
    }

    private func checkChildren(_ record: Draft, field: Int, name: String) {
        guard let link = record.link(ofField: field) else { return }
        let children = record.children[link]
        if children.isEmpty, record.resource.fields[field].flags.contains(.required) {
            context.fail(-422, field: name, message: "can't be blank")
        }
        for (position, child) in children.enumerated() { check(child, path: "\(name)[\(position)].") }
    }

    /// Of what is input only, hooks rely on the words alone: the rest is theirs to judge.
    private func problem(of field: Field, in record: Draft, _ index: Int) -> String? {
        if field.isStored { return problem(record[index], field) }
        guard field.flags.contains(.transient), !field.choices.isEmpty else { return nil }
        return problem(record[index], field)
    }

    private func problem(_ value: stoa_val, _ field: Field) -> String? {
        if value.isBlank { return field.flags.contains(.required) ? "can't be blank" : nil }
        guard value.tag == field.type.tag else { return "is of the wrong type" }
        if !field.choices.isEmpty {
            let isChoice = field.choices.contains { $0.utf8.elementsEqual(value.bytes) }
            return isChoice ? nil : "is not included in the list"
        }
        if field.flags.contains(.timeZone),
            TimeZoneDatabase.shared.rules(of: String(decoding: value.bytes, as: UTF8.self)) == nil
        {
            return "is not the name of a time zone"
        }
        switch field.type {
        case .text, .handle: return Self.lengthProblem(value.bytes, field)
        case .integer, .money, .reference: return rangeProblem(Double(value.i), field)
        case .float: return rangeProblem(value.f, field)
        default: return nil
        }
    }

    /// Fields without a declared maximum still have one: 1 MiB, so that a row always fits.
    static let maximumTextBytes = 1 << 20

    /// Why a text is too long or too short, or nil if it is neither.
    static func lengthProblem(_ bytes: UnsafeRawBufferPointer, _ field: Field) -> String? {
        guard bytes.count <= maximumTextBytes else { return "is too long (maximum is 1 MiB)" }
        guard field.max > 0 || field.min > 0 else { return nil }
        // Scalars, not grapheme clusters: the count must not change with the Unicode version of the runtime.
        let length = bytes.reduce(into: Int64(0)) { $0 += ($1 & 0xc0) == 0x80 ? 0 : 1 }
        if field.max > 0, length > field.max {
            return "is too long (maximum is \(field.max) character\(field.max == 1 ? "" : "s"))"
        }
        if length < field.min {
            return "is too short (minimum is \(field.min) character\(field.min == 1 ? "" : "s"))"
        }
        return nil
    }

    private func rangeProblem(_ value: Double, _ field: Field) -> String? {
        guard field.min != 0 || field.max != 0 else { return nil }
        if value < Double(field.min) { return "must be greater than or equal to \(shown(field.min, field))" }
        if value > Double(field.max) { return "must be less than or equal to \(shown(field.max, field))" }
        return nil
    }

    private func shown(_ bound: Int64, _ field: Field) -> String {
        guard field.type == .money else { return String(bound) }
        var out: [UInt8] = []
        Money.append(bound, exponent: context.store.currency.exponent, to: &out)
        return String(decoding: out, as: UTF8.self)
    }
}
