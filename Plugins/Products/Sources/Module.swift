package import StoaKit

/// What a store sells: products with their variants, options and images.
package enum Products: Module {
    package static let id = "products"
    package static let version = "1.0.0"

    package static var declarations: [any Declaration] {
        Scope("read_products", "Reads products, variants, images and collections.")
        Scope("write_products", "Creates, changes and deletes products, variants, images and collections.")

        Resource(
            "product", plural: "products", "Something that a store sells.", of: Product.self,
            scopes: .readWrite("products"), attachable: true
        ) {
            Field("title", "What it is called.", .text(...255), .required, .indexed)
            Field("body_html", "What it is, as HTML.", .text, .initial(""))
            Field("vendor", "Who makes or sells it.", .text(...255), .indexed, .initial(""))
            Field("product_type", "What kind of thing it is.", .text(...255), .indexed, .initial(""))
            Field("created_at", "When it was made.", .createdAt)
            Field("handle", "Its name in addresses; made from the title.", .handle(from: "title"))
            Field("updated_at", "When it was last changed.", .updatedAt)
            Field("published_at", "Since when it is on the sales channels.", \.publishedAt, .indexed)
            Field("published", "Publishes now, or takes off the sales channels.", \.published, .transient)
            Field("template_suffix", "The theme's template for its page.", .text(...255))
            Field("published_scope", "Where it is published.", .oneOf("web", "global"), .initial("web"))
            Field("tags", "Labels to find it by.", .labels, .initial(""))
            Field("status", "On sale, in preparation or put away.", \.status, .indexed)
            Field("metafields_global_title_tag", "Its title for search engines.", .text(...255))
            Field("metafields_global_description_tag", "Its description for search engines.", .text(...1000))
            Field("admin_graphql_api_id", "Its id in GraphQL.", .globalID)
            Children("variants", "What can be bought of it.", \.variants)
            Children("options", "The axes along which its variants differ.", \.options)
            Children("images", "Its pictures.", \.images)
            Field("image", "Its first picture.", .firstChild(of: "images"))

            Filter("title", .contains)
            Filter("vendor")
            Filter("product_type")
            Filter("handle", .oneOf)
            Filter("status", .oneOf)
            Filter("published_status", .presence(set: "published", unset: "unpublished"), of: "published_at")
            Filter("published_at_min", .atLeast, of: "published_at")
            Filter("published_at_max", .atMost, of: "published_at")
        }

        Resource(
            "variant", plural: "variants", "One thing to buy of a product.", of: Variant.self,
            typeName: "ProductVariant", verbs: [.get, .update, .delete], nested: .all, attachable: true
        ) {
            Field("product_id", "The product it belongs to.", .parentID)
            Field("title", "Its option values, joined.", \.title, .readOnly)
            Field("price", "What it costs.", .money, .atLeast(0), .initial(Money.zero))
            Field("sku", "The merchant's number for it.", .text(...255), .indexed, .initial(""))
            Field("position", "Its place among the variants.", .position)
            Field(
                "inventory_policy", "Whether to sell what is not there.", .oneOf(Variant.InventoryPolicy.self),
                .initial(Variant.InventoryPolicy.deny))
            Field("compare_at_price", "What it cost before.", .money, .atLeast(0))
            Field("fulfillment_service", "Who ships it.", .text(...255), .initial("manual"))
            Field("inventory_management", "Who counts its stock; null if nobody does.", .text(...255))
            Field("option1", "Its value on the first axis.", \.option1, .text(...255))
            Field("option2", "Its value on the second axis.", \.option2, .text(...255))
            Field("option3", "Its value on the third axis.", \.option3, .text(...255))
            Field("created_at", "When it was made.", .createdAt)
            Field("updated_at", "When it was last changed.", .updatedAt)
            Field("taxable", "Whether tax is due on it.", .bool, .initial(true))
            Field("tax_code", "Its code for tax services.", .text(...255))
            Field("barcode", "Its GTIN, ISBN or the like.", .text(...255), .indexed)
            Field("grams", "Its weight in grams.", \.grams, .between(0...weightMax))
            Field("image_id", "The product's image that shows it.", \.imageID, .reference(to: "image"))
            Field("weight", "Its weight in weight_unit.", \.weight, .between(0...weightMax))
            Field("weight_unit", "The unit of its weight.", \.weightUnit)
            Field("inventory_item_id", "What is counted in the warehouse.", .ownID)
            Field(
                "inventory_quantity", "How many there are.", \.inventoryQuantity, .between(-stockMax...stockMax))
            Field(
                "old_inventory_quantity", "The same number; sent with the new one it makes that a difference.",
                \.oldInventoryQuantity, .between(-stockMax...stockMax))
            Field("requires_shipping", "Whether it is shipped.", .bool, .initial(true))
            Field("admin_graphql_api_id", "Its id in GraphQL.", .globalID)
        }

        Resource(
            "option", plural: "options", "An axis along which variants differ.", of: Option.self,
            typeName: "ProductOption"
        ) {
            Field("product_id", "The product it belongs to.", .parentID)
            Field("name", "What the axis is called.", \.name, .text(...255))
            Field("position", "Its place among the options.", .position)
            Field("values", "The values that variants have on it.", \.values)
        }

        Resource(
            "image", plural: "images", "A picture of a product.", of: Image.self, typeName: "ProductImage",
            nested: .all, attachedAs: AttachedName("product_image", plural: "product_images")
        ) {
            Field("alt", "What it shows, for those who can't see it.", .text(...512))
            Field("position", "Its place among the images; the first is the product's.", .position)
            Field("product_id", "The product it belongs to.", .parentID)
            Field("created_at", "When it was made.", .createdAt)
            Field("updated_at", "When it was last changed.", .updatedAt)
            Field("admin_graphql_api_id", "Its id in GraphQL.", .globalID)
            Field("width", "Its width in pixels.", .int, .atLeast(0))
            Field("height", "Its height in pixels.", .int, .atLeast(0))
            Field("src", "Where it is.", \.src, .required)
            Field("attachment", "The picture itself in base64, in place of src.", \.attachment, .transient)
            Field("variant_ids", "The variants that it shows.", \.variantIDs)
        }

        Prepare(prepare)
    }
}
