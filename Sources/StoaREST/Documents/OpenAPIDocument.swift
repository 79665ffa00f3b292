internal import StoaCore
internal import StoaJSON
package import StoaRecords

/// Describes one dialect in OpenAPI 3.1, derived from the registry alone.
package enum OpenAPIDocument {
    /// Returns the document as JSON; the same registry gives the same bytes.
    ///
    /// `operations` are those of `Operations.all(of: registry)`.
    package static func make(
        dialect: Dialect, registry: Registry, operations: [Operation], serverVersion: String
    ) -> [UInt8] {
        let writer = DocumentWriter(
            dialect: dialect, registry: registry, operations: operations,
            groups: OperationGroup.all(registry, operations))
        var json = JSONBuilder()
        json.object { writer.document(version: serverVersion, to: &$0) }
        return json.bytes
    }
}

/// Writes the parts of one document; each kind of part has a file of its own.
struct DocumentWriter {
    let dialect: Dialect
    let registry: Registry
    let operations: [Operation]
    let groups: [OperationGroup]
    /// There is something to import or to export.
    var hasBulk: Bool { registry.resource(named: BulkOperation.resourceName) != nil }

    fileprivate func document(version: String, to json: inout JSONBuilder) {
        json.member("openapi", "3.1.0")
        json.object("info") {
            $0.member("title", "\(dialect.title) API")
            $0.member("version", version)
            $0.member("description", "Generated from the modules that this server has loaded.")
        }
        json.array("servers", CollectionOfOne("/")) { json, url in json.object { $0.member("url", url) } }
        json.array("tags", groups.filter { !$0.operations.isEmpty }) { json, group in
            json.object {
                $0.member("name", group.name)
                if !group.summary.isEmpty { $0.member("description", group.summary) }
            }
        }
        json.array("security", Self.securitySchemes) { json, scheme in
            json.object { $0.array(scheme.key, []) }
        }
        json.object("paths", paths)
        json.object("components", components)
    }

    private func components(_ json: inout JSONBuilder) {
        json.object("schemas", schemas)
        json.object("parameters", sharedParameters)
        json.object("headers", headers)
        json.object("responses", responses)
        json.object("securitySchemes") { json in
            for scheme in Self.securitySchemes {
                json.object(scheme.key) { json in
                    for (name, value) in scheme.members { json.member(name, value) }
                }
            }
        }
    }

    /// Where a request may carry its key; any one of them is enough.
    private static let securitySchemes: [(key: String, members: [(String, String)])] = [
        ("access_token", [("type", "apiKey"), ("in", "header"), ("name", "X-Shopify-Access-Token")]),
        ("bearer", [("type", "http"), ("scheme", "bearer")]),
        (
            "basic",
            [("type", "http"), ("scheme", "basic"), ("description", "The password is the key; any user name will do.")]
        ),
    ]
}
