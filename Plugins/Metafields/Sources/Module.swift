package import StoaKit

/// Values that merchants and apps attach to records, and what they demand of them.
package enum Metafields: Module {
    package static let id = "metafields"
    package static let version = "1.0.0"

    package static var declarations: [any Declaration] {
        Scope("read_metafields", "Reads metafields, together with the scope of what they belong to, and definitions.")
        Scope("write_metafields", "Creates, changes and deletes metafields and definitions.")

        Resource(
            "metafield", plural: "metafields", "A value attached to a record or to the store.", of: Metafield.self,
            scopes: .readWrite("metafields"), nested: .all, hasEvents: false
        ) {
            Field(
                "namespace", "Which group of metafields it is in.", \.namespace, .text(Length.namespace), .required)
            Field(
                "key", "Its name in the group.", \.key, .text(Length.key), .required,
                .unique(within: "owner_id", "path"))
            Field(
                "value", "A number, true or false, or a string, by its type.", \.value, .required, .scalar,
                .example("mug"))
            Field("description", "What it is for.", \.description, .text(Length.description))
            Field(
                "owner_id", "What it belongs to; null for the store.", \.ownerID, .attachment(kind: "owner_resource"),
                .below, .unique(within: "indexed_path", "index_value"))
            Field("created_at", "When it was made.", .createdAt)
            Field("updated_at", "When it was last changed.", .updatedAt)
            Field("owner_resource", "The kind of what it belongs to.", \.ownerResource, .text(...64))
            Field(
                "type", "What its value is; needed unless a definition says it.", \.type, .text(Length.type),
                .example("single_line_text_field"))
            Field("admin_graphql_api_id", "Its id in GraphQL.", .globalID)
            Field("path", "Owner's kind, namespace and key.", \.path, .readOnly, .hidden, .indexed)
            Field(
                "indexed_path", "The same, if its owner is found by the value.", \.indexedPath, .readOnly, .hidden)
            Field("index_value", "The text that its owner is found by.", \.indexValue, .readOnly, .hidden)

            Filter("namespace")
            Filter("key")
            Filter("type")
            Filter("metafield[owner_resource]", of: "owner_resource", initial: "shop")
            Filter("metafield[owner_id]", of: "owner_id")
            Filter("metafields.", .throughKey("owner_id", key: "indexed_path"), of: "index_value")
        }
        Prepare(prepareMetafield)
        Validate(on: .delete, keepRequired)

        Resource(
            "metafield_definition", plural: "metafield_definitions",
            "What the metafields of one namespace and key must be.", of: Definition.self,
            typeName: "MetafieldDefinition", scopes: .readWrite("metafields")
        ) {
            Field("name", "What people call it.", .text(1...255), .required)
            Field("namespace", "That of the metafields.", \.namespace, .text(Length.namespace), .required)
            Field("key", "That of the metafields.", \.key, .text(Length.key), .required, .unique(within: "path"))
            Field(
                "owner_type", "What the metafields belong to, as their owner_resource says it.", \.ownerType,
                .text(...64), .required, .example("customer"))
            Field(
                "type", "Their type.", \.type, .text(Length.type), .required, .example("single_line_text_field"))
            Field("description", "What they are for.", .text(Length.description))
            Field("required", "Whether a new owner must have one.", \.isRequired)
            Field("unique", "Whether no two owners have the same value.", \.isUnique)
            Field("indexed", "Whether owners can be listed by the value.", \.isIndexed)
            Field("public", "Whether the storefront shows them.", .bool, .initial(false))
            Field("choices", "The only values; empty means any.", \.choices)
            Field("min", "The least number, day or moment, or the fewest characters.", \.min)
            Field("max", "The largest number, last day or moment, or the most characters.", \.max)
            Field("pattern", "A regular expression that texts match.", \.pattern, .text(...255))
            Field("pinned_position", "Its place among those that are shown first.", .int, .between(1...1000))
            Field("validation_status", "Whether the stored values are so.", \.validation, .readOnly)
            Field("invalid_count", "How many stored values are not.", \.invalidCount, .readOnly)
            Field("created_at", "When it was made.", .createdAt)
            Field("updated_at", "When it was last changed.", .updatedAt)
            Field("admin_graphql_api_id", "Its id in GraphQL.", .globalID)
            Field("path", "That of the metafields.", \.path, .readOnly, .hidden)
            Field("revision", "How often its demands have changed.", \.revision, .readOnly, .hidden)

            Filter("owner_type")
            Filter("namespace")
            Filter("key")
            Filter("type")
            Filter("pinned_status", .presence(set: "pinned", unset: "unpinned"), of: "pinned_position")
        }
        Prepare(prepareDefinition)
        Follow(on: [.create, .update, .delete], definitionChanged)
        Job(Jobs.conform, "Looks through the stored values that a definition is about.", delays: [1, 10, 60], conform)

        metafieldsInBodies()
    }
}
