package import StoaStorage

/// What there is to download of an operation.
package struct BulkResult: Sendable {
    package let name: String
    package let mediaType: String
    package let bytes: Int64
    package let status: String
    /// It has ended, and nothing of it is missing.
    package let isComplete: Bool
    /// What reading it takes, for what it shows of records.
    package let readScope: String?
    package let module: String?
}

extension StoreReader {
    /// The result of an operation, if the credential has made it.
    package func bulkResult(_ id: Int64, of app: String) throws(StorageError) -> BulkResult? {
        guard let operation = try connection.bulkOperation(id), operation.request.app == app,
            operation.status != .receiving
        else { return nil }
        let isExport = operation.kind == .export
        let target = BulkTarget(named: operation.target, in: connection.schema.registry)
        return BulkResult(
            name: operation.resultName, mediaType: operation.resultFormat.mediaType, bytes: operation.size,
            status: operation.status.rawValue,
            isComplete: isExport ? operation.status == .completed : !operation.status.isOpen,
            readScope: isExport ? target?.resource.declaration.readScope : nil,
            module: isExport ? target?.resource.module : nil)
    }

    /// The part of a result that begins at a byte.
    package func bulkResultPiece(_ id: Int64, at offset: Int64) throws(StorageError) -> [UInt8]? {
        guard let chunk = try connection.chunk(of: id, .result, at: offset), chunk.first == offset else { return nil }
        return chunk.data
    }
}
