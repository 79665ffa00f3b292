package import StoaKit

/// Products shown together: those that somebody picked, or all that meet some rules.
package enum ProductCollections: Module {
    package static let id = "collections"
    package static let version = "1.0.0"

    package static var declarations: [any Declaration] {
        collections
        memberships
        smartCollections
        routes
    }

    @DeclarationBuilder private static var collections: [any Declaration] {
        Resource(
            "collection", plural: "collections", "Products shown together.", of: ProductCollection.self,
            typeName: "Collection", scopes: .readWrite("products"), verbs: [.list, .count, .get], attachable: true
        ) {
            Field("handle", "Its name in addresses; made from the title.", .handle(from: "title"))
            Field("title", "What it is called.", .text(...255), .required)
            Field("updated_at", "When it was last changed.", .updatedAt)
            Field("body_html", "What it is, as HTML.", .text)
            Field("published_at", "Since when it is on the sales channels.", \.publishedAt, .indexed)
            Field("published", "Publishes now, or takes off the sales channels.", \.published, .transient)
            Field("sort_order", "The order of its products.", \.sortOrder)
            Field("template_suffix", "The theme's template for its page.", .text(...255))
            Field("collection_type", "Whether products are picked or found.", \.type, .readOnly, .indexed)
            Field("disjunctive", "Whether one rule is enough.", \.isDisjunctive)
            Field(
                "rules", "What its products meet: column, relation, condition.", \.rules, .example(JSON(exampleRules)))
            Field(
                "recomputing", "Whether products are still being looked for after a change of the rules.",
                \.isRecomputing, .readOnly)
            Field("published_scope", "Where it is published.", .oneOf("web", "global"), .initial("web"))
            Field("admin_graphql_api_id", "Its id in GraphQL.", .globalID)
            Field("image", "Its picture: src or attachment, alt, width and height.", \.image)

            Facet(
                "custom_collection", plural: "custom_collections", "A collection of products that somebody picked.",
                where: "collection_type", is: ProductCollection.Kind.custom.rawValue,
                without: ["disjunctive", "rules", "recomputing"])
            Facet(
                "smart_collection", plural: "smart_collections", "A collection of all products that meet its rules.",
                where: "collection_type", is: ProductCollection.Kind.smart.rawValue)
            Filter("title")
            Filter("handle", .oneOf)
            Filter("published_status", .presence(set: "published", unset: "unpublished"), of: "published_at")
            Filter("published_at_min", .atLeast, of: "published_at")
            Filter("published_at_max", .atMost, of: "published_at")
        }
        Prepare(prepareCollection)
    }

    @DeclarationBuilder private static var memberships: [any Declaration] {
        Resource(
            "collection_product", plural: "collection_products", "That a product is in a collection.",
            of: Membership.self, typeName: "Collect", scopes: .readWrite("products"), verbs: [], hasEvents: false
        ) {
            // Only what somebody picked has it, so that its index holds nothing else. It comes first because SQLite takes the
            // later of two indexes that it thinks equally good: those of the links lead to fewer records.
            Field("picked", "That somebody picked the product.", \.origin, .readOnly, .hidden, .indexed)
            Field("collection_id", "The collection.", \.collectionID, .link(to: "collection"), .required)
            Field(
                "product_id", "The product.", \.productID, .link(to: "product"), .required,
                .unique(within: "collection_id"))
            Field("created_at", "When the product came into the collection.", .createdAt)
            Field("updated_at", "When it was last moved.", .updatedAt)
            Field("position", "Its place in the manual order.", \.position, .readOnly)
            Field("sort_value", "The position, as text that sorts.", \.sortValue, .readOnly)
            Field("rank", "Its place in sort_order.", \.rank, .readOnly, .hidden, .indexed(within: "collection_id"))
            Field("sort_order", "The order in which the rank is its place.", \.order, .readOnly, .hidden)

            Facet(
                "collect", plural: "collects", "That somebody put a product into a collection.", where: "picked",
                is: Membership.Origin.picked.rawValue, verbs: [.list, .count, .get, .create, .delete])
            Filter("collection_id")
            Filter("product_id")
            Filter("collection_id", .through("product_id"))
            Filter("product_id", .through("collection_id"))
        }
        Resource(
            "collection_position_counter", plural: "collection_position_counters",
            "How far the positions of a collection go.",
            of: PositionCounter.self, scopes: .readWrite("products"), verbs: [], hasEvents: false
        ) {
            Field("collection_id", "The collection.", \.collectionID, .link(to: "collection"))
            Field("last", "The last position that was given.", \.last)
        }
        Prepare(on: .create, prepareMembership)
        Follow(on: .create, countPicked)
    }

    @DeclarationBuilder private static var smartCollections: [any Declaration] {
        Resource(
            "collection_rulebook", plural: "collection_rulebooks", "The rules of all smart collections.",
            of: Rulebook.self, scopes: .readWrite("products"), verbs: [], hasEvents: false
        ) {
            Field("entries", "By collection.", \.entries)
        }
        View("product", of: SortedProduct.self) {
            Field("title", "", \.title)
            Field("product_type", "", \.type)
            Field("vendor", "", \.vendor)
            Field("tags", "", \.tags)
            Children("variants", "", \.variants)
        }
        View("variant", of: SortedVariant.self) {
            Field("title", "", \.title)
            Field("price", "", \.price)
            Field("compare_at_price", "", \.compareAtPrice)
            Field("weight", "", \.weight)
            Field("inventory_quantity", "", \.inventory)
        }
        // Before all others: they may change the product again, which is to be seen as a change of this state.
        Follow(on: [.create, .update], priority: .min, sortProduct)
        Follow(on: [.create, .update, .delete], collectionHasChanged)
        Job(
            Jobs.recompute, "Finds the products of a smart collection, some at a time.", delays: Jobs.delays, recompute)
        Job(
            Jobs.rerank, "Puts the products of a collection in its order, some at a time.", delays: Jobs.delays, rerank)
        Job(
            Jobs.catchUp, "Puts products where they belong that changed while the module was off, some at a time.",
            delays: Jobs.delays, onReturn: true, catchUp)
    }

    @DeclarationBuilder private static var routes: [any Declaration] {
        Route(
            "GET", "collections/{id}/products", "Lists the products of a collection.", scope: "read_products",
            productsRoute
        ).answersPages(of: SortedProduct.self)
        Route(
            "PUT", "custom_collections/{id}/order", "Puts products of a custom collection in order.",
            scope: "write_products", writes: true
        ) { (request, context) throws(Failures) in try putInOrder(.custom, request, context) }
        .takes("", order).answers(ProductCollection.self)
        Route(
            "PUT", "smart_collections/{id}/order", "Puts products of a smart collection in order.",
            scope: "write_products", writes: true
        ) { (request, context) throws(Failures) in try putInOrder(.smart, request, context) }
        .takes("", order).answers(ProductCollection.self)
        Route(
            "POST", "smart_collections/{id}/recompute", "Looks for the products of a smart collection anew.",
            scope: "write_products", writes: true, recomputeRoute
        ).answers(ProductCollection.self)
    }

    private static let order: [Member] = [
        .optional("products", "Products in their new sequence.", .list(of: .id(of: "product"), upTo: orderedMax)),
        .optional("sort_order", "What orders the products.", .oneOf(SortOrder.self)),
    ]

    /// For documents: a rule that a product may meet.
    private static let exampleRules = #"[{"column": "vendor", "relation": "equals", "condition": "Acme"}]"#
}
