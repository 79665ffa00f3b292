internal import CStoaABI
internal import StoaRecords

extension HostTables {
    static let bus = stoa_bus_1(
        size: UInt32(MemoryLayout<stoa_bus_1>.size), rsv: 0,
        call: { cx, service, input, out in
            guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
            guard let out, let name = service.text else { return Int32(STOA_E_BAD) }
            let (code, output) = context.callService(name, input.bytes)
            guard code == 0 else { return code }
            out.pointee = stoa_json(output)
            return 0
        },
        emit: { cx, topic, key, payload in
            guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
            guard let topic = topic.text, (try? JSONDocumentCheck.parse(payload.bytes)) != nil else {
                return Int32(STOA_E_BAD)
            }
            return context.emit(topic: topic, key: key, payload: Array(payload.bytes))
        },
        topic: { cx, name, out in
            guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
            guard let out, out.pointee.size >= 8, let name = name.text else { return Int32(STOA_E_BAD) }
            guard let topic = context.topic(named: name) else { return Int32(STOA_E_NOT_FOUND) }
            guard let own = context.copy(topic.name), let scope = context.copy(topic.scope) else {
                return Int32(STOA_E_TOO_LARGE)
            }
            CArray.write(
                stoa_topic_info(size: out.pointee.size, rsv: 0, topic: stoa_str(own), scope: stoa_str(scope)), to: out,
                size: out.pointee.size)
            return 0
        },
        events: { cx, query, out in
            guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
            guard let query, let out else { return Int32(STOA_E_BAD) }
            let read = CArray.copy(from: query, size: Int(query.pointee.size), zero: stoa_event_query())
            guard let topic = read.topic.text, (1...250).contains(read.limit) else { return Int32(STOA_E_BAD) }
            var wanted = EventQuery()
            wanted.limit = Int(read.limit)
            wanted.after = read.after_seq
            if read.until_seq > 0 { wanted.until = read.until_seq }
            wanted.since = read.since_us
            wanted.topics = TopicFilter(topic.isEmpty ? [] : [topic])
            let (code, events) = context.events(wanted)
            guard code == 0 else { return code }
            guard let items = HostTables.events(events, in: context) else { return Int32(STOA_E_TOO_LARGE) }
            out.pointee = stoa_events(
                items: items.baseAddress, count: UInt32(items.count),
                stride: UInt32(MemoryLayout<stoa_event>.stride))
            return 0
        },
        last_event: { cx, seq in
            guard let context = ContextTable.context(cx) else { return Int32(STOA_E_HANDLE) }
            guard let seq else { return Int32(STOA_E_BAD) }
            let (code, last) = context.lastEvent()
            if code == 0 { seq.pointee = last }
            return code
        })

    static let reply = stoa_reply_1(
        size: UInt32(MemoryLayout<stoa_reply_1>.size), rsv: 0,
        status: { reply, status in
            guard let answer = ReplyTable.answer(reply) else { return Int32(STOA_E_HANDLE) }
            guard (200...399).contains(status) else { return Int32(STOA_E_BAD) }
            answer.route.status = UInt16(status)
            return 0
        },
        record: { reply, record in
            guard let answer = ReplyTable.answer(reply) else { return Int32(STOA_E_HANDLE) }
            let (code, name, document) = answer.call.document(of: answer.call.localHandle(record))
            guard code == 0 else { return code }
            answer.route.json = (name, document)
            answer.route.isRecord = true
            return 0
        },
        json: { reply, name, value in
            guard let answer = ReplyTable.answer(reply) else { return Int32(STOA_E_HANDLE) }
            guard let name = name.text, (try? JSONDocumentCheck.parse(value.bytes)) != nil else {
                return Int32(STOA_E_BAD)
            }
            answer.route.json = (name, Array(value.bytes))
            answer.route.isRecord = false
            return 0
        },
        bytes: { reply, mediaType, bytes in
            guard let answer = ReplyTable.answer(reply) else { return Int32(STOA_E_HANDLE) }
            guard let type = mediaType.text, type.utf8.allSatisfy({ (0x20...0x7e).contains($0) }),
                bytes.n <= bytesMax, answer.route.bytes.count + bytes.n <= bytesMax
            else { return Int32(STOA_E_BAD) }
            answer.route.mediaType = type
            answer.route.bytes.append(contentsOf: bytes.bytes)
            return 0
        },
        page: { reply, resource, conditions, count in
            guard let answer = ReplyTable.answer(reply) else { return Int32(STOA_E_HANDLE) }
            guard let name = resource.text,
                let list = CArray.read(
                    conditions, count: count, stride: UInt32(MemoryLayout<stoa_condition>.stride),
                    zero: stoa_condition())
            else { return Int32(STOA_E_BAD) }
            let (code, page) = answer.call.page(of: name, conditions: list)
            guard let page else { return code }
            answer.route.page = page
            return 0
        },
        page_through: { reply, resource, parameter, value, order in
            guard let answer = ReplyTable.answer(reply) else { return Int32(STOA_E_HANDLE) }
            guard let name = resource.text, let parameter = parameter.text, let order = order.text, let value else {
                return Int32(STOA_E_BAD)
            }
            let (code, page) = answer.call.page(of: name, through: parameter, value.pointee, order: order)
            guard let page else { return code }
            answer.route.page = page
            return 0
        },
        header: { reply, name, value in
            guard let answer = ReplyTable.answer(reply) else { return Int32(STOA_E_HANDLE) }
            guard let name = name.text, let value = value.text,
                value.utf8.allSatisfy({ (0x20...0x7e).contains($0) }), value.utf8.count <= headerBytesMax
            else { return Int32(STOA_E_BAD) }
            guard let known = headers.first(where: { $0.lowercased() == name.lowercased() }) else {
                return Int32(STOA_E_FORBIDDEN)
            }
            answer.route.headers[known] = value
            return 0
        })

    /// What a route may say about its answer; all else is the kernel's.
    private static let headers = [
        "Location", "Content-Disposition", "Content-Security-Policy", "Last-Modified",
    ]
    private static let headerBytesMax = 2_048

    /// The most that a route may answer in raw bytes.
    private static let bytesMax = 64 << 20
}
