internal import CStoaABI
internal import StoaCore
internal import StoaJSON

/// Writes records as the JSON that every dialect shows; only envelopes differ between dialects.
struct Renderer: Sendable {
    let registry: Registry
    let currency: Currency
    let utcOffsetSeconds: Int
    /// The first part of global ids: gid://<namespace>/<Type>/<id>.
    static let globalIDNamespace: StaticString = "indecommerce"

    init(registry: Registry, store: StoreIdentity) {
        self.registry = registry
        currency = store.currency
        utcOffsetSeconds = store.utcOffsetSeconds
    }

    /// Appends one record with its children.
    ///
    /// `childDocuments` gives children that are rendered already.
    func render(_ record: Draft, into out: inout [UInt8], childDocument: (Draft) -> [UInt8]?) {
        out.appendASCII("{\"id\":")
        out.append(decimal: record.id)
        for (index, field) in record.resource.fields.enumerated() where field.isRendered {
            out.append(contentsOf: record.resource.renderedKeys[index])
            switch field.type {
            case .children:
                renderChildren(record, field: index, into: &out, childDocument: childDocument)
            case .firstChild:
                renderFirstChild(record, of: field.target, into: &out, childDocument: childDocument)
            case .globalID:
                renderGlobalID(record, into: &out)
            case .parentID:
                out.append(decimal: record.parentID)
            case .ownID:
                out.append(decimal: record.id)
            default:
                render(record[index], type: field.type, into: &out)
            }
        }
        out.append(UInt8(ascii: "}"))
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
            Timestamp(microseconds: value.i).append(to: &out, offsetSeconds: utcOffsetSeconds)
            out.append(UInt8(ascii: "\""))
        // A set of labels is never null on the wire: clients split it without looking.
        default: type == .labels ? out.appendASCII("\"\"") : out.appendASCII("null")
        }
    }

    private func renderChildren(
        _ record: Draft, field: Int, into out: inout [UInt8], childDocument: (Draft) -> [UInt8]?
    ) {
        out.append(UInt8(ascii: "["))
        if let link = record.link(ofField: field) {
            for (position, child) in record.children[link].enumerated() {
                if position > 0 { out.append(UInt8(ascii: ",")) }
                renderOrCopy(child, into: &out, childDocument: childDocument)
            }
        }
        out.append(UInt8(ascii: "]"))
    }

    private func renderFirstChild(
        _ record: Draft, of name: String, into out: inout [UInt8], childDocument: (Draft) -> [UInt8]?
    ) {
        guard let field = record.resource.field(named: name), let link = record.link(ofField: field),
            let first = record.children[link].first
        else { return out.appendASCII("null") }
        renderOrCopy(first, into: &out, childDocument: childDocument)
    }

    private func renderOrCopy(_ child: Draft, into out: inout [UInt8], childDocument: (Draft) -> [UInt8]?) {
        if let document = childDocument(child) {
            out.append(contentsOf: document)
        } else {
            render(child, into: &out, childDocument: childDocument)
        }
    }

    private func renderGlobalID(_ record: Draft, into out: inout [UInt8]) {
        out.appendASCII("\"gid://")
        out.appendASCII(Self.globalIDNamespace)
        out.append(UInt8(ascii: "/"))
        out.append(contentsOf: record.resource.declaration.typeName.utf8)
        out.append(UInt8(ascii: "/"))
        out.append(decimal: record.id)
        out.append(UInt8(ascii: "\""))
    }
}
