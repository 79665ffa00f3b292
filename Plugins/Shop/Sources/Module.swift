package import StoaKit

/// The store itself: its settings, what its callers may do, storefront tokens and scripts.
package enum Shop: Module {
    package static let id = "shop"
    package static let version = "1.0.0"

    package static var declarations: [any Declaration] {
        Scope("read_shop", "Reads the store's settings, countries and currencies, and what the caller may do.")
        Scope("write_shop", "Changes the store's settings.")
        Scope("read_storefront_tokens", "Reads storefront access tokens.")
        Scope("write_storefront_tokens", "Creates and deletes storefront access tokens.")
        Scope("read_script_tags", "Reads the caller's own script tags.")
        Scope("write_script_tags", "Creates, changes and deletes the caller's own script tags.")

        settings
        Prepare(prepareSettings)

        Resource(
            "storefront_access_token", plural: "storefront_access_tokens", "What a storefront names itself with.",
            of: StorefrontAccessToken.self, scopes: .readWrite("storefront_tokens"), verbs: [.list, .create, .delete],
            hasEvents: false
        ) {
            Field("access_token", "What a storefront sends.", \.accessToken, .readOnly, .indexed, .sealed)
            Field("access_scope", "What it permits.", \.accessScope, .readOnly)
            Field("created_at", "When it was made.", .createdAt)
            Field("admin_graphql_api_id", "Its id in GraphQL.", .globalID)
            Field("title", "What it is for.", .text(...255), .required)
        }
        Prepare(on: .create, prepareStorefrontAccessToken)

        Resource(
            "script_tag", plural: "script_tags", "A script that an app adds to the storefront's pages.",
            of: ScriptTag.self, scopes: .readWrite("script_tags")
        ) {
            Field(
                "src", "Where it is: an https URL.", \.src, .text(...2048), .required,
                .example("https://example.com/script.js"))
            Field("event", "When it runs.", .oneOf("onload"), .initial("onload"))
            Field("created_at", "When it was made.", .createdAt)
            Field("updated_at", "When it was last changed.", .updatedAt)
            Field("display_scope", "On which pages.", .oneOf("online_store", "order_status", "all"), .initial("all"))
            Field("cache", "Whether a copy of it may be served.", .bool, .initial(false))
            Field("owner", "Who made it.", .owner, .hidden)

            Filter("src")
        }
        Prepare(prepareScriptTag)
        routes
        GraphQLTypes(shopTypes)
        RootField("Query.shop", scope: Scope.any, shopField)
    }

    @DeclarationBuilder private static var routes: [any Declaration] {
        Route("GET", "shop", "Shows the store's settings.", scope: Scope.any, shopRoute).answers(Settings.self)
        Route("PUT", "shop", "Changes the store's settings.", scope: "write_shop", writes: true, changeShopRoute)
            .takes("shop", Settings.members).answers(Settings.self)
        Route("GET", "access_scopes", "Lists what the caller may do.", scope: Scope.any, accessScopesRoute)
            .answers("access_scopes", scopes)
        // Where clients of the compatible API look for it.
        Route("GET", "oauth/access_scopes", "Lists what the caller may do.", scope: Scope.any, accessScopesRoute)
            .answers("access_scopes", scopes)
        Route("GET", "currencies", "Lists the currencies that prices are in.", scope: "read_shop", currenciesRoute)
            .answers(
                "currencies",
                .list(
                    of: .object(
                        .required("currency", "Its code.", .text),
                        .required("rate_updated_at", "Always null.", .time.orNull))))
        countries
    }

    private static let scopes = Shape.list(of: .object(.required("handle", "What the caller may do.", .text)))

    @DeclarationBuilder private static var countries: [any Declaration] {
        Route("GET", "countries", "Lists countries with their provinces.", scope: "read_shop", countriesRoute)
            .answers("countries", .list(of: Country.shape))
        Route("GET", "countries/count", "Counts countries.", scope: "read_shop", countCountriesRoute)
            .answers("count", .int)
        Route("GET", "countries/{country_id}", "Shows a country.", scope: "read_shop", countryRoute)
            .answers("country", Country.shape)
        Route("GET", "countries/{country_id}/provinces", "Lists its provinces.", scope: "read_shop", provincesRoute)
            .answers("provinces", .list(of: Country.provinceShape))
        Route(
            "GET", "countries/{country_id}/provinces/count", "Counts its provinces.", scope: "read_shop",
            countProvincesRoute
        ).answers("count", .int)
        Route(
            "GET", "countries/{country_id}/provinces/{province_id}", "Shows a province.", scope: "read_shop",
            provinceRoute
        ).answers("province", Country.provinceShape)
    }
}
