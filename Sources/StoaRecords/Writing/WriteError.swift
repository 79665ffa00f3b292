package import StoaCore
package import StoaStorage

/// How a write ends without effect: refused by a rule, or failed by the storage beneath.
enum WriteError: Error {
    case refused(Failure)
    case storage(StorageError)
}

extension Failure {
    /// What a client sees of a storage error: room is its business, everything else an opaque 5xx.
    package init(_ error: StorageError) {
        switch error.kind {
        case .diskFull: self = Failure(.insufficientStorage)
        case .busy, .readOnly: self = Failure(.unavailable)
        default: self = Failure(.internal)
        }
    }

    init(_ error: WriteError) {
        switch error {
        case .refused(let failure): self = failure
        case .storage(let error): self = Failure(error)
        }
    }
}
