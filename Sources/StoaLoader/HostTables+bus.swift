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
        })

    static let reply = stoa_reply_1(
        size: UInt32(MemoryLayout<stoa_reply_1>.size), rsv: 0,
        status: { reply, status in
            guard let route = ReplyTable.route(reply) else { return Int32(STOA_E_HANDLE) }
            guard (200...299).contains(status) else { return Int32(STOA_E_BAD) }
            route.status = UInt16(status)
            return 0
        },
        json: { reply, name, value in
            guard let route = ReplyTable.route(reply) else { return Int32(STOA_E_HANDLE) }
            guard let name = name.text, (try? JSONDocumentCheck.parse(value.bytes)) != nil else { return Int32(STOA_E_BAD) }
            route.json = (name, Array(value.bytes))
            return 0
        },
        bytes: { reply, mediaType, bytes in
            guard let route = ReplyTable.route(reply) else { return Int32(STOA_E_HANDLE) }
            guard let type = mediaType.text, type.utf8.allSatisfy({ (0x20...0x7e).contains($0) }),
                route.bytes.count + bytes.n <= 64 << 20
            else { return Int32(STOA_E_BAD) }
            route.mediaType = type
            route.bytes.append(contentsOf: bytes.bytes)
            return 0
        })
}
