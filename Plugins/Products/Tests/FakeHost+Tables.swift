import CStoaABI

/// The tables of the fake host: one C function per slot, each finding its host by the context.
enum Tables {
    nonisolated(unsafe) static var host = stoa_host(
        size: UInt32(MemoryLayout<stoa_host>.size), abi: STOA_ABI, name: stoa_str(), version: stoa_str(),
        get: { _, id in
            switch text(id) {
            case STOA_CORE_1: UnsafeRawPointer(core)
            case STOA_RECORDS_1: UnsafeRawPointer(records)
            case STOA_REPLY_1: UnsafeRawPointer(reply)
            default: nil
            }
        })

    nonisolated(unsafe) static let core: UnsafeMutablePointer<stoa_core_1> = {
        let table = UnsafeMutablePointer<stoa_core_1>.allocate(capacity: 1)
        table.initialize(
            to: stoa_core_1(
                size: UInt32(MemoryLayout<stoa_core_1>.size), rsv: 0,
                info: { cx, out in
                    guard let host = FakeHost.of(cx) else { return stoa_rc(STOA_E_HANDLE) }
                    out?.pointee.currency_exponent = 2
                    return host.faults["info"] ?? 0
                },
                alloc: { cx, count, _ in FakeHost.of(cx)?.allocate(count) },
                fail: { cx, code, field, message in
                    FakeHost.of(cx)?.issues.append(.init(field: text(field), message: text(message)))
                    return code
                },
                log: { _, _, _, _, _ in }, now_us: { _, _ in 1_700_000_000_000_000 }, random: { _, _, _ in 0 },
                config: { _, _, _ in stoa_rc(STOA_E_NOT_FOUND) }, can: { _, _ in 0 },
                scopes: { _, _ in stoa_rc(STOA_E_UNSUPPORTED) },
                utc_offset: { _, _, _, seconds in
                    seconds?.pointee = 0
                    return 0
                },
                read_time: { _, _, _ in stoa_rc(STOA_E_UNSUPPORTED) }))
        return table
    }()

    nonisolated(unsafe) static let records: UnsafeMutablePointer<stoa_records_1> = {
        let table = UnsafeMutablePointer<stoa_records_1>.allocate(capacity: 1)
        table.initialize(
            to: stoa_records_1(
                size: UInt32(MemoryLayout<stoa_records_1>.size), rsv: 0,
                field: { _, resource, name in
                    // The one foreign resource of the tests, whose fields stand in another order than its views say.
                    text(resource) == "parcel" ? Int32(["weight", "note"].firstIndex(of: text(name)) ?? -1) : -1
                },
                get: { cx, rec, fields, count, out in
                    FakeHost.answer(cx, rec, "get") { $0.get($1, fields, count, out) }
                },
                set: { cx, rec, fields, values, count in
                    FakeHost.answer(cx, rec, "set") { $0.set($1, fields, values, count) }
                },
                children: { cx, rec, field, out, capacity, count in
                    FakeHost.answer(cx, rec, "children") { $0.list($1, field, out, capacity, count) }
                },
                add_child: { cx, rec, field, out in
                    FakeHost.answer(cx, rec, "add_child") { $0.addChild($1, field, out) }
                },
                drop_child: { cx, rec in
                    FakeHost.answer(cx, rec, "drop_child") { $0.dropChild($1) }
                },
                was_sent: { cx, rec, field, out in
                    FakeHost.answer(cx, rec, "was_sent") { host, row in
                        out?.pointee = host.rows[row].sent.contains(field) ? 1 : 0
                        return 0
                    }
                },
                find: { cx, query, out, capacity, count in
                    FakeHost.of(cx)?.find(query, out, capacity, count) ?? stoa_rc(STOA_E_HANDLE)
                },
                fetch: { cx, resource, ids, count, out in
                    FakeHost.of(cx)?.fetch(resource, ids, count, out) ?? stoa_rc(STOA_E_HANDLE)
                },
                draft: { cx, resource, out in
                    guard let host = FakeHost.of(cx) else { return stoa_rc(STOA_E_HANDLE) }
                    out?.pointee = host.handle(host.add(text(resource)))
                    return 0
                },
                edit: { cx, recs, _ in
                    FakeHost.answer(cx, recs?.pointee ?? stoa_rec(), "edit") { _, _ in 0 }
                },
                save: { cx, recs, _ in
                    FakeHost.answer(cx, recs?.pointee ?? stoa_rec(), "save") { host, row in
                        host.saved.append(row)
                        return 0
                    }
                },
                remove: { cx, recs, _ in
                    FakeHost.answer(cx, recs?.pointee ?? stoa_rec(), "remove") { $0.dropChild($1) }
                },
                draft_with_id: { cx, resource, id, out in
                    guard let host = FakeHost.of(cx) else { return stoa_rc(STOA_E_HANDLE) }
                    out?.pointee = host.handle(host.add(text(resource), id: id))
                    return 0
                },
                input: { _, _, _, _ in stoa_rc(STOA_E_NOT_FOUND) },
                document: { cx, rec, out in
                    FakeHost.answer(cx, rec, "document") { host, row in
                        out?.pointee = stoa_val.json("{\"id\":\(host.rows[row].id)}").s
                        return 0
                    }
                }))
        return table
    }()

    nonisolated(unsafe) static let reply: UnsafeMutablePointer<stoa_reply_1> = {
        let table = UnsafeMutablePointer<stoa_reply_1>.allocate(capacity: 1)
        table.initialize(
            to: stoa_reply_1(
                size: UInt32(MemoryLayout<stoa_reply_1>.size), rsv: 0,
                status: { reply, status in
                    FakeHost.of(stoa_cx(v: reply.v))?.replies.append("\(status)")
                    return 0
                },
                record: { reply, rec in
                    FakeHost.answer(stoa_cx(v: reply.v), rec, "record") { host, row in
                        host.replies.append("\(host.rows[row].resource) \(host.rows[row].id)")
                        return 0
                    }
                },
                json: { reply, name, value in
                    FakeHost.of(stoa_cx(v: reply.v))?.replies.append("\(text(name)): \(text(value))")
                    return 0
                },
                bytes: { reply, mediaType, bytes in
                    FakeHost.of(stoa_cx(v: reply.v))?.replies.append("\(text(mediaType)): \(text(bytes))")
                    return 0
                },
                page: { reply, resource, _, count in
                    FakeHost.of(stoa_cx(v: reply.v))?.replies.append("\(count) conditions on \(text(resource))")
                    return 0
                },
                page_through: { _, _, _, _, _ in stoa_rc(STOA_E_NOT_FOUND) },
                header: { reply, name, value in
                    FakeHost.of(stoa_cx(v: reply.v))?.replies.append("\(text(name)): \(text(value))")
                    return 0
                }))
        return table
    }()
}

extension FakeHost {
    static func answer(
        _ cx: stoa_cx, _ rec: stoa_rec, _ slot: String, _ body: (FakeHost, Int) -> stoa_rc
    ) -> stoa_rc {
        guard let host = of(cx), let row = host.row(of: rec) else { return stoa_rc(STOA_E_HANDLE) }
        return host.faults[slot] ?? body(host, row)
    }

    func get(
        _ row: Int, _ fields: UnsafePointer<UInt32>?, _ count: UInt32, _ out: UnsafeMutablePointer<stoa_val>?
    ) -> stoa_rc {
        guard let fields, let out else { return stoa_rc(STOA_E_BAD) }
        for place in 0..<Int(count) {
            let field = fields[place]
            guard field != STOA_FIELD_ID else {
                out[place] = .int(rows[row].id)
                continue
            }
            guard rows[row].values.indices.contains(Int(field)) else { return stoa_rc(STOA_E_BAD) }
            out[place] = rows[row].values[Int(field)]
        }
        return 0
    }

    func set(
        _ row: Int, _ fields: UnsafePointer<UInt32>?, _ values: UnsafePointer<stoa_val>?, _ count: UInt32
    ) -> stoa_rc {
        guard let fields, let values else { return stoa_rc(STOA_E_BAD) }
        let names = self.fields(of: rows[row].resource).map { text($0.name) }
        for place in 0..<Int(count) {
            rows[row].values[Int(fields[place])] = Self.owned(values[place])
            written.append("\(rows[row].resource).\(names[Int(fields[place])])")
        }
        return 0
    }

    func list(
        _ row: Int, _ field: UInt32, _ out: UnsafeMutablePointer<stoa_rec>?, _ capacity: UInt32,
        _ count: UnsafeMutablePointer<UInt32>?
    ) -> stoa_rc {
        let children = rows[row].children[field] ?? []
        count?.pointee = UInt32(children.count)
        for (place, child) in children.prefix(Int(capacity)).enumerated() {
            out?[place] = handle(child)
        }
        return 0
    }

    func addChild(_ row: Int, _ field: UInt32, _ out: UnsafeMutablePointer<stoa_rec>?) -> stoa_rc {
        let target = text(fields(of: rows[row].resource)[Int(field)].target)
        let child = add(target)
        rows[row].children[field, default: []].append(child)
        out?.pointee = handle(child)
        return 0
    }

    func dropChild(_ row: Int) -> stoa_rc {
        rows[row].isDropped = true
        for parent in rows.indices {
            for (field, list) in rows[parent].children {
                rows[parent].children[field] = list.filter { $0 != row }
            }
        }
        return 0
    }
}

extension FakeHost {
    func fetch(
        _ resource: stoa_str, _ ids: UnsafePointer<Int64>?, _ count: UInt32, _ out: UnsafeMutablePointer<stoa_rec>?
    ) -> stoa_rc {
        for place in 0..<Int(count) {
            let row = rows.firstIndex { $0.resource == text(resource) && $0.id == ids?[place] && !$0.isDropped }
            out?[place] = row.map(handle) ?? stoa_rec()
        }
        return 0
    }

    /// Knows no conditions but notes them.
    func find(
        _ query: UnsafePointer<stoa_query>?, _ out: UnsafeMutablePointer<stoa_rec>?, _ capacity: UInt32,
        _ count: UnsafeMutablePointer<UInt32>?
    ) -> stoa_rc {
        guard let query = query?.pointee else { return stoa_rc(STOA_E_BAD) }
        for condition in UnsafeBufferPointer(start: query.conditions, count: Int(query.n)) {
            replies.append("field \(condition.field) op \(condition.op) tag \(condition.value.tag)")
        }
        let found = rows.indices.filter { rows[$0].resource == text(query.resource) && rows[$0].id > query.after_id }
        for (place, row) in found.prefix(Int(capacity)).enumerated() {
            out?[place] = handle(row)
        }
        count?.pointee = UInt32(min(found.count, Int(capacity)))
        return 0
    }

    /// Calls a route of the module.
    func call(route: Int, method: String, body: String = "", parameters: [String: String] = [:]) -> stoa_rc {
        defer { freeCallMemory() }
        let list = module.decl.pointee.routes
        let pairs = parameters.map {
            stoa_kv(key: stoa_val.text($0.key).s, value: stoa_val.text($0.value).s)
        }
        return pairs.withUnsafeBufferPointer { pairs in
            var request = stoa_request(
                size: UInt32(MemoryLayout<stoa_request>.size), n_params: UInt32(pairs.count),
                method: stoa_val.text(method).s, query: stoa_str(),
                body: body.isEmpty ? stoa_str() : stoa_val.text(body).s, params: pairs.baseAddress)
            let called = list.items[route]
            return called.fn(pointer, called.data, cx, &request, stoa_reply(v: cx.v))
        }
    }

    /// Calls a service of the module.
    func call(service: Int, _ input: String) -> (code: stoa_rc, output: String) {
        defer { freeCallMemory() }
        var output = stoa_json()
        let called = module.decl.pointee.services.items[service]
        let code = called.fn(pointer, called.data, cx, stoa_val.json(input).s, &output)
        return (code, text(output))
    }
}
