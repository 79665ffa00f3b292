import Foundation
import StoaCore
import StoaREST
import StoaRecords
import Testing

struct OpenAPIDocumentTests {
    @Test(arguments: Dialect.all)
    func `A document is what it was when last recorded`(dialect: Dialect) throws {
        try Golden.check(document(dialect), "openapi-\(dialect.name.rawValue).json")
    }

    @Test(arguments: Dialect.all)
    func `The same registry gives the same bytes`(dialect: Dialect) throws {
        #expect(try document(dialect) == document(dialect))
    }

    @Test(arguments: Dialect.all)
    func `Every operation is in every document, with its scope and a name of its own`(dialect: Dialect) throws {
        let described = try describedOperations(dialect)
        let operations = Operations.all(of: try referenceRegistry())
        #expect(described.count == operations.count)
        for operation in operations {
            let path = "\(dialect.basePath)/\(operation.pattern)\(dialect.suffix)"
            let found = described["\(operation.method) \(path)"]
            #expect(found?["x-stoa-scope"] as? String == operation.scope, "\(operation.method) \(path)")
            #expect(found?["x-stoa-module"] as? String == operation.module)
            #expect(found?["x-stoa-nested"] as? Bool == operation.isNested)
        }
        #expect(Set(described.values.compactMap { $0["operationId"] as? String }).count == operations.count)
    }

    @Test(arguments: Dialect.all)
    func `Everything that is referred to is there`(dialect: Dialect) throws {
        let document = try JSONSerialization.jsonObject(with: Data(self.document(dialect)))
        for reference in references(in: document) {
            let path = reference.split(separator: "/").dropFirst()
            let target = path.reduce(document as Any?) { ($0 as? [String: Any])?[String($1)] }
            #expect(target != nil, "\(reference)")
        }
    }

    @Test(arguments: Dialect.all)
    func `A hidden field is nowhere, and a transient one in no answer`(dialect: Dialect) throws {
        #expect(!String(decoding: try document(dialect), as: UTF8.self).contains("secret_note"))
        let schemas = try self.schemas(dialect)
        #expect(try properties(schemas, "supplier")["welcome"] == nil)
        #expect(try properties(schemas, "supplier.create")["welcome"]?["writeOnly"] as? Bool == true)
    }

    @Test func `What clients cannot write is in no request`() throws {
        let schemas = try self.schemas(.native)
        for name in ["created_at", "updated_at", "admin_id", "main_part", "id"] {
            #expect(try properties(schemas, "supplier.create")[name] == nil)
            #expect(try properties(schemas, "supplier")[name]?["readOnly"] as? Bool == true)
        }
    }

    @Test func `Only a create demands fields, and none that the server fills itself`() throws {
        let schemas = try self.schemas(.shopify)
        #expect(schemas["supplier.create"]?["required"] as? [String] == ["name", "parts"])
        #expect(schemas["supplier.update"]?["required"] == nil)
        #expect(schemas["supplier"]?["required"] == nil)
    }

    @Test func `Bodies are wrapped as the dialect wants it`() throws {
        let key = "post /api/v1/suppliers.json"
        let named = try #require(try describedOperations(.native)[key]?["requestBody"] as? [String: Any])
        #expect("\(named)".contains("supplier.create"))
        let example = #"{"supplier":{"name":"Example","parts":[{"number":"Example","price":"10.00"}]}}"#
        #expect(String(decoding: try document(.native), as: UTF8.self).contains(example))
        let bare = #""example":{"name":"Example","parts""#
        #expect(String(decoding: try document(.storeicu), as: UTF8.self).contains(bare))
    }

    @Test func `A module's route tells what it takes, wrapped as the dialect wants it`() throws {
        let reason = #""properties":{"reason":{"type":"string"}}"#
        let wrapped = #"{"type":"object","required":["archive"],"properties":{"archive":{"type":"object","# + reason
        let named = String(decoding: try document(.native), as: UTF8.self)
        #expect(named.contains(wrapped) && named.contains(#""example":{"archive":{"reason":"retired"}}"#))
        let bare = String(decoding: try document(.storeicu), as: UTF8.self)
        #expect(!bare.contains(wrapped) && bare.contains(reason))
        #expect(bare.contains(#""example":{"reason":"retired"}"#))
        let path = "post /api/v1/suppliers/{id}/archive.json"
        let operations = try describedOperations(.native)
        #expect((operations[path]?["requestBody"] as? [String: Any])?["required"] as? Bool == false)
        #expect(
            (operations["post /api/v1/orders.json"]?["requestBody"] as? [String: Any])?["required"] as? Bool == true)
        #expect(operations["get /api/v1/lead_times.json"]?["requestBody"] == nil)
    }

    @Test(arguments: [
        ("post /api/v1/suppliers/{id}/archive.json", "#/components/responses/supplier.one"),
        ("get /api/v1/suppliers/best.json", "#/components/responses/supplier.list"),
        ("get /api/v1/suppliers/strange.json", "#/components/responses/Route"),
        ("get /api/v1/lead_times.json", "#/components/responses/Route"),
    ])
    func `A module's route tells what it answers`(operation: String, reference: String) throws {
        let responses = try describedOperations(.native)[operation]?["responses"] as? [String: [String: Any]]
        #expect(responses?["2XX"]?["$ref"] as? String == reference)
    }

    @Test func `JSON of a module's own is in the envelope`() throws {
        let order = #"{"type":"object","properties":{"number":{"type":"integer"}}}"#
        #expect(String(decoding: try document(.native), as: UTF8.self).contains(#""properties":{"order":"# + order))
        #expect(String(decoding: try document(.storeicu), as: UTF8.self).contains(#""properties":{"data":"# + order))
    }

    @Test func `Hostile titles stay text`() throws {
        let title = "\"},\"x\":{\"\u{7} <script>"
        let bytes = OpenAPIDocument.make(
            dialect: .native, registry: try referenceRegistry(title: title), operations: [], serverVersion: "1\"")
        let document = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        let schemas = (document["components"] as? [String: Any])?["schemas"] as? [String: [String: Any]]
        #expect(schemas?["supplier"]?["description"] as? String == title)
    }

    // MARK: Reading documents

    private func document(_ dialect: Dialect) throws -> [UInt8] {
        let registry = try referenceRegistry()
        return OpenAPIDocument.make(
            dialect: dialect, registry: registry, operations: Operations.all(of: registry), serverVersion: "1.0.0")
    }

    private func schemas(_ dialect: Dialect) throws -> [String: [String: Any]] {
        let document = try JSONSerialization.jsonObject(with: Data(self.document(dialect))) as? [String: Any]
        let components = document?["components"] as? [String: Any]
        return try #require(components?["schemas"] as? [String: [String: Any]])
    }

    private func properties(_ schemas: [String: [String: Any]], _ name: String) throws -> [String: [String: Any]] {
        try #require(schemas[name]?["properties"] as? [String: [String: Any]])
    }

    /// Operations by "method path".
    private func describedOperations(_ dialect: Dialect) throws -> [String: [String: Any]] {
        let document = try JSONSerialization.jsonObject(with: Data(self.document(dialect))) as? [String: Any]
        let paths = try #require(document?["paths"] as? [String: [String: Any]])
        var operations: [String: [String: Any]] = [:]
        for (path, item) in paths {
            for (method, operation) in item where method != "parameters" {
                operations["\(method) \(path)"] = operation as? [String: Any]
            }
        }
        return operations
    }

    private func references(in value: Any) -> [String] {
        if let list = value as? [Any] { return list.flatMap(references) }
        guard let object = value as? [String: Any] else { return [] }
        return object.flatMap { key, value in
            key == "$ref" ? [value as? String].compactMap { $0 } : references(in: value)
        }
    }
}
