internal import CStoaABI
internal import StoaRecords

extension HostTables {
    /// The most values or records that one call may move.
    private static let batchMax: UInt32 = 8_192

    static let records = stoa_records_1(
        size: UInt32(MemoryLayout<stoa_records_1>.size), rsv: 0,
        field: { _, resource, name in
            guard let resource = resource.text, let name = name.text,
                let found = HostEnvironment.shared.registry?.resource(named: resource)
            else { return -1 }
            return found.field(named: name).map(Int32.init) ?? -1
        },
        get: { cx, record, fields, count, out in
            guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
            guard count > 0 else { return 0 }
            guard let fields, let out, count <= batchMax else { return Int32(STOA_E_BAD) }
            return context.get(context.localHandle(record), fields: fields, count: Int(count), into: out)
        },
        set: { cx, record, fields, values, count in
            guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
            guard count > 0 else { return 0 }
            guard let fields, let values, count <= batchMax else { return Int32(STOA_E_BAD) }
            return context.set(context.localHandle(record), fields: fields, count: Int(count), to: values)
        },
        children: { cx, record, field, out, capacity, total in
            guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
            guard let total, capacity == 0 || out != nil else { return Int32(STOA_E_BAD) }
            let (code, records) = context.children(context.localHandle(record), field: field)
            guard code == 0 else { return code }
            for (index, child) in records.prefix(Int(capacity)).enumerated() {
                out?[index] = context.recordHandle(child)
            }
            total.pointee = UInt32(records.count)
            return 0
        },
        add_child: { cx, record, field, out in
            guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
            guard let out else { return Int32(STOA_E_BAD) }
            let (code, child) = context.addChild(context.localHandle(record), field: field)
            guard let child else { return code }
            out.pointee = context.recordHandle(child)
            return 0
        },
        drop_child: { cx, child in
            guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
            return context.dropChild(context.localHandle(child))
        },
        was_sent: { cx, record, field, sent in
            guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
            guard let sent else { return Int32(STOA_E_BAD) }
            let (code, isSent) = context.wasSent(context.localHandle(record), field: field)
            sent.pointee = isSent ? 1 : 0
            return code
        },
        find: { cx, query, out, capacity, count in
            guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
            guard let query, let count, capacity == 0 || out != nil else { return Int32(STOA_E_BAD) }
            return RecordCalls.find(context, query, out, capacity, count)
        },
        fetch: { cx, resource, ids, count, out in
            guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
            guard count > 0 else { return 0 }
            guard let ids, let out, count <= batchMax, let name = resource.text else { return Int32(STOA_E_BAD) }
            let (code, records) = context.fetch(name, ids: Array(UnsafeBufferPointer(start: ids, count: Int(count))))
            guard code == 0 else { return code }
            for (index, record) in records.enumerated() {
                out[index] = record.map { context.recordHandle($0) } ?? stoa_rec(v: 0)
            }
            return 0
        },
        draft: { cx, resource, out in RecordCalls.draft(cx, resource, companion: nil, out) },
        edit: { cx, records, count in
            RecordCalls.batch(cx, records, count) { context, handles in
                handles.lazy.map(context.edit).first { $0 != 0 } ?? 0
            }
        },
        save: { cx, drafts, count in RecordCalls.batch(cx, drafts, count) { $0.save($1) } },
        remove: { cx, records, count in RecordCalls.batch(cx, records, count) { $0.remove($1) } },
        draft_with_id: { cx, resource, id, out in RecordCalls.draft(cx, resource, companion: id, out) },
        input: { cx, record, name, out in
            guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
            guard let out, let name = name.text else { return Int32(STOA_E_BAD) }
            let (code, text) = context.input(context.localHandle(record), name: name)
            if code == 0 { out.pointee = stoa_json(text) }
            return code
        },
        document: { cx, record, out in
            guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
            guard let out else { return Int32(STOA_E_BAD) }
            let (code, _, document) = context.document(of: context.localHandle(record), isKept: true)
            guard code == 0 else { return code }
            guard let copy = context.copy(String(decoding: document, as: UTF8.self)) else {
                return Int32(STOA_E_TOO_LARGE)
            }
            out.pointee = stoa_json(copy)
            return 0
        })
}

/// The longer bodies of records/1.
private enum RecordCalls {
    static func batch(
        _ cx: stoa_cx, _ records: UnsafePointer<stoa_rec>?, _ count: UInt32, _ body: (CallContext, [UInt64]) -> Int32
    ) -> Int32 {
        guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
        guard count > 0 else { return 0 }
        guard let records, count <= 250 else { return Int32(STOA_E_BAD) }
        return body(context, (0..<Int(count)).map { context.localHandle(records[$0]) })
    }

    static func draft(
        _ cx: stoa_cx, _ resource: stoa_str, companion: Int64?, _ out: UnsafeMutablePointer<stoa_rec>?
    ) -> Int32 {
        guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
        guard let out, let name = resource.text else { return Int32(STOA_E_BAD) }
        let (code, record) = context.makeDraft(name, companion: companion)
        guard let record else { return code }
        out.pointee = context.recordHandle(record)
        return 0
    }

    static func find(
        _ context: CallContext, _ pointer: UnsafePointer<stoa_query>, _ out: UnsafeMutablePointer<stoa_rec>?,
        _ capacity: UInt32, _ count: UnsafeMutablePointer<UInt32>
    ) -> Int32 {
        let query = CArray.copy(from: pointer, size: Int(pointer.pointee.size), zero: stoa_query())
        guard let name = query.resource.text,
            let conditions = CArray.read(query.conditions, count: query.n, stride: query.stride, zero: stoa_condition())
        else { return Int32(STOA_E_BAD) }
        let limit = min(Int(query.limit), Int(capacity))
        let (code, records) = context.find(name, conditions: conditions, after: query.after_id, limit: limit)
        guard code == 0 else { return code }
        for (index, record) in records.enumerated() { out?[index] = context.recordHandle(record) }
        count.pointee = UInt32(records.count)
        return 0
    }
}
