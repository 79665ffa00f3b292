internal import StoaGraphQL
package import StoaRecords

/// The GraphQL schema in the schema definition language, derived from the registry alone.
package enum GraphQLDocument {
    /// Returns what a store with all modules can ask for; the same registry gives the same bytes.
    package static func make(_ registry: Registry) throws -> [UInt8] {
        Array(try SchemaBuilder.build(registry, without: []).schema.text.utf8)
    }
}
