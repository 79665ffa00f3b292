import CStoaABI
import Dispatch
import StoaCore
import StoaRecords
import Testing

/// What modules' GET routes read goes beside the store's writes.
@Suite struct ReadLaneTests {
    private func reading(_ store: TestStore, _ perform: @escaping TestStore.Perform) throws(Failure) -> HTTPResponse {
        let answer = Answer()
        store.set.submit(store.work(method: "GET", complete: answer.take, perform: perform))
        return try answer.wait().get()
    }

    private func names(_ transaction: Transaction) -> String {
        let (code, found) = transaction.context.find("supplier", conditions: [], after: 0, limit: 250)
        return "\(code) \(found.compactMap { transaction.context.text($0, "name") }.joined())"
    }

    private func response(_ text: String) -> WriteReply {
        WriteReply(response: HTTPResponse(status: 200, body: Array(text.utf8)), target: "")
    }

    @Test func `A read does not wait for the write before it, and sees what was answered`() throws {
        let store = try TestStore(sampleRegistry())
        try store.create("supplier", #"{"name":"A"}"#)
        let (begun, mayEnd) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let slow = Answer()
        let creation = store.creating("supplier", #"{"name":"B"}"#)
        store.set.submit(
            store.work(complete: slow.take) { transaction throws(Failure) in
                begun.signal()
                guard mayEnd.wait(timeout: .now() + 60) == .success else { throw Failure(.deadline) }
                return try creation(transaction)
            })
        #expect(begun.wait(timeout: .now() + 60) == .success)
        let read = try reading(store) { transaction throws(Failure) in
            transaction.context.module = "suppliers"
            return response(names(transaction))
        }
        #expect(String(decoding: read.body, as: UTF8.self) == "0 A")
        mayEnd.signal()
        _ = try slow.wait().get()
        let later = try reading(store) { transaction throws(Failure) in
            transaction.context.module = "suppliers"
            return response(names(transaction))
        }
        #expect(String(decoding: later.body, as: UTF8.self) == "0 AB")
    }

    @Test func `A read changes nothing, whatever its module tries`() throws {
        let store = try TestStore(sampleRegistry())
        let read = try reading(store) { transaction throws(Failure) in
            transaction.context.module = "suppliers"
            transaction.context.phase = .reading
            let (code, _) = transaction.context.makeDraft("supplier")
            return response("\(code) \(transaction.context.emit(topic: "supplier.created", key: 1, payload: []))")
        }
        #expect(String(decoding: read.body, as: UTF8.self) == "-403 -403")
        #expect(try store.count("supplier") == 0)
    }

    @Test func `A read that comes too late is not begun`() throws {
        let store = try TestStore(sampleRegistry())
        let answer = Answer()
        store.set.submit(
            store.work(method: "GET", deadline: 0, complete: answer.take) { _ throws(Failure) in
                WriteReply(response: HTTPResponse(status: 200), target: "")
            })
        #expect(throws: Failure(.deadline)) { try answer.wait().get() }
    }
}
