import CStoaABI
import StoaRecords

/// What hooks of the tests do with records, by the names of fields.
extension CallContext {
    func index(_ record: Draft, _ field: String) -> UInt32 {
        record.resource.field(named: field).map { UInt32($0) } ?? UInt32.max - 5
    }

    func text(_ record: Draft, _ field: String) -> String? {
        let (code, value) = get(handle(for: record), field: index(record, field))
        guard code == 0, value.tag == UInt32(STOA_TEXT) else { return nil }
        return String(decoding: UnsafeRawBufferPointer(start: value.s.p, count: value.s.n), as: UTF8.self)
    }

    func integer(_ record: Draft, _ field: String) -> Int64? {
        let (code, value) = get(handle(for: record), field: index(record, field))
        return code == 0 && value.tag != UInt32(STOA_NULL) ? value.i : nil
    }

    @discardableResult
    func set(_ record: Draft, _ field: String, _ text: String) -> Int32 {
        withValue(of: text) { set(handle(for: record), field: index(record, field), value: $0) }
    }

    @discardableResult
    func set(_ record: Draft, _ field: String, _ number: Int64, tag: Int = STOA_I64) -> Int32 {
        var value = stoa_val()
        value.tag = UInt32(tag)
        value.i = number
        return set(handle(for: record), field: index(record, field), value: value)
    }

    func children(_ record: Draft, _ field: String) -> [Draft] {
        children(handle(for: record), field: index(record, field)).records
    }
}

func hook(
    _ resource: String, _ kind: Hook.Kind, _ changes: ChangeKinds = [.created, .updated, .deleted], priority: Int32 = 0,
    module: String = "suppliers", run: @escaping @Sendable (CallContext, Change) -> Int32
) -> Hook {
    Hook(module: module, resource: resource, kind: kind, changes: changes, priority: priority) { context, changes in
        for change in changes {
            let code = run(context, change)
            guard code == 0 else { return code }
        }
        return 0
    }
}

/// Lends a text as the value that a module would hand over.
func withValue<Result>(of text: String, _ body: (stoa_val) -> Result) -> Result {
    var text = text
    return text.withUTF8 { bytes in
        var value = stoa_val()
        value.tag = UInt32(STOA_TEXT)
        let start = bytes.baseAddress.map { UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self) }
        value.s = stoa_str(p: start, n: bytes.count)
        return body(value)
    }
}
