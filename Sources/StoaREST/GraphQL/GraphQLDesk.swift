internal import StoaCore
internal import StoaGraphQL
internal import StoaRecords
internal import Synchronization

/// The schemas of all sets of modules that stores have, and documents that were checked against them.
///
/// Safe from any thread.
final class GraphQLDesk: Sendable {
    private struct DocumentKey: Hashable {
        let schema: ObjectIdentifier
        let text: String
    }

    /// Some 3 MB each; a set of modules that few stores have is derived again now and then.
    private static let schemasMax = 16
    private static let documentsMax = 128
    /// A document that is longer takes too much memory to be kept for those who may ask it again.
    private static let keptTextMax = 4_096

    private let registry: Registry
    private let schemas = Mutex<[Set<String>: DerivedSchema]>([:])
    private let documents = Mutex<[DocumentKey: CheckedDocument]>([:])

    init(registry: Registry) { self.registry = registry }

    /// The schema of a store without these modules.
    func schema(without disabled: Set<String>) throws(Failure) -> DerivedSchema {
        if let known = schemas.withLock({ $0[disabled] }) { return known }
        let made: DerivedSchema
        do {
            made = try SchemaBuilder.build(registry, without: disabled)
        } catch {
            throw Failure(.internal, "The GraphQL schema contradicts itself: \(error)")
        }
        return schemas.withLock { schemas in
            // Another thread may have been faster; documents belong to one schema.
            if let known = schemas[disabled] { return known }
            if schemas.count >= Self.schemasMax {
                schemas.removeAll()
                documents.withLock { $0.removeAll() }
            }
            schemas[disabled] = made
            return made
        }
    }

    func document(_ text: String, _ schema: Schema) throws(Refusal) -> CheckedDocument {
        let key = DocumentKey(schema: ObjectIdentifier(schema), text: text)
        if let known = documents.withLock({ $0[key] }) { return known }
        let made = try CheckedDocument(text, schema)
        guard text.utf8.count <= Self.keptTextMax else { return made }
        documents.withLock { documents in
            if documents.count >= Self.documentsMax { documents.removeAll() }
            documents[key] = made
        }
        return made
    }
}
