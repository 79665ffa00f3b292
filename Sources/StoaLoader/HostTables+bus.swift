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
            guard let answer = ReplyTable.answer(reply) else { return Int32(STOA_E_HANDLE) }
            guard (200...299).contains(status) else { return Int32(STOA_E_BAD) }
            answer.route.status = UInt16(status)
            return 0
        },
        record: { reply, record in
            guard let answer = ReplyTable.answer(reply) else { return Int32(STOA_E_HANDLE) }
            let (code, name, document) = answer.call.document(of: answer.call.localHandle(record))
            guard code == 0 else { return code }
            answer.route.json = (name, document)
            return 0
        },
        json: { reply, name, value in
            guard let answer = ReplyTable.answer(reply) else { return Int32(STOA_E_HANDLE) }
            guard let name = name.text, (try? JSONDocumentCheck.parse(value.bytes)) != nil else {
                return Int32(STOA_E_BAD)
            }
            answer.route.json = (name, Array(value.bytes))
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
        })

    /// The most that a route may answer in raw bytes.
    private static let bytesMax = 64 << 20
}
