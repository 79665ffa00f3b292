internal import CStoaABI
internal import StoaCore
internal import StoaJSON

/// Writes records as the JSON that every dialect shows; only envelopes differ between dialects.
struct Renderer: Sendable {
    let registry: Registry
    let currency: Currency
    var localTime: LocalTime

    /// Appends one record with its children, and notes in each of them where its own rendering lies.
    ///
    /// `isKept` leaves out what is sealed.
    func render(_ record: Draft, isKept: Bool = false, into out: inout [UInt8]) {
        let start = out.count
        for siblings in record.children {
            for child in siblings { child.place = nil }
        }
        out.appendASCII("{\"id\":")
        out.append(decimal: record.id)
        // By index: a copy of a field counts a reference.
        let fields = record.resource.fields
        let omitsSealed = isKept && record.resource.isSealed
        for index in fields.indices where fields[index].isRendered {
            if omitsSealed, record.resource.slots[index].isSealed { continue }
            out.append(contentsOf: record.resource.renderedKeys[index])
            switch fields[index].type {
            case .children:
                renderChildren(record, field: index, into: &out)
            case .firstChild:
                renderFirstChild(record, of: fields[index].target, into: &out)
            case .globalID:
                renderGlobalID(record, into: &out)
            case .parentID:
                out.append(decimal: record.parentID)
            case .ownID:
                out.append(decimal: record.id)
            default:
                render(record[index], type: fields[index].type, into: &out)
            }
        }
        out.append(UInt8(ascii: "}"))
        record.place = start..<out.count
    }

    private func render(_ value: stoa_val, type: FieldType, into out: inout [UInt8]) {
        switch Int(value.tag) {
        case STOA_BOOL: value.i != 0 ? out.appendASCII("true") : out.appendASCII("false")
        case STOA_I64: out.append(decimal: value.i)
        case STOA_F64: out.append(double: value.f)
        case STOA_TEXT: out.appendJSONString(value.bytes)
        case STOA_JSON: out.append(value.bytes)
        case STOA_MONEY:
            out.append(UInt8(ascii: "\""))
            Money.append(value.i, exponent: currency.exponent, to: &out)
            out.append(UInt8(ascii: "\""))
        case STOA_TIME:
            out.append(UInt8(ascii: "\""))
            let time = Timestamp(microseconds: value.i)
            time.append(to: &out, offsetSeconds: localTime.offset(at: time.seconds))
            out.append(UInt8(ascii: "\""))
        // A set of labels is never null on the wire: clients split it without looking.
        default: type == .labels ? out.appendASCII("\"\"") : out.appendASCII("null")
        }
    }

    private func renderChildren(_ record: Draft, field: Int, into out: inout [UInt8]) {
        out.append(UInt8(ascii: "["))
        if let link = record.link(ofField: field) {
            for (position, child) in record.children[link].enumerated() {
                if position > 0 { out.append(UInt8(ascii: ",")) }
                renderOrCopy(child, into: &out)
            }
        }
        out.append(UInt8(ascii: "]"))
    }

    private func renderFirstChild(_ record: Draft, of name: String, into out: inout [UInt8]) {
        guard let field = record.resource.field(named: name), let link = record.link(ofField: field),
            let first = record.children[link].first
        else { return out.appendASCII("null") }
        renderOrCopy(first, into: &out)
    }

    /// A child that is shown twice is rendered once.
    private func renderOrCopy(_ child: Draft, into out: inout [UInt8]) {
        guard let place = child.place else { return render(child, into: &out) }
        let copy = Array(out[place])
        out.append(contentsOf: copy)
    }

    private func renderGlobalID(_ record: Draft, into out: inout [UInt8]) {
        out.appendASCII("\"gid://")
        out.appendASCII(Resource.globalIDNamespace)
        out.append(UInt8(ascii: "/"))
        out.append(contentsOf: record.resource.declaration.typeName.utf8)
        out.append(UInt8(ascii: "/"))
        out.append(decimal: record.id)
        out.append(UInt8(ascii: "\""))
    }
}
