import StoaCore
import StoaREST
import StoaRecords

/// A codec whose key is made of one byte.
func cursors(key: UInt8 = 1) -> CursorCodec {
    CursorCodec(secret: Secret([UInt8](repeating: key, count: 32)))
}

func pair(_ name: String, _ value: String) -> FormPair { FormPair(name: name, value: value) }

/// What `body` throws, or nil.
func refusal<T>(_ body: () throws(Failure) -> T) -> Failure? {
    do throws(Failure) {
        _ = try body()
        return nil
    } catch {
        return error
    }
}
