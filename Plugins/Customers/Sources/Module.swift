package import StoaKit

/// Who buys: customers with their addresses, accounts, consents and groups.
package enum Customers: Module {
    package static let id = "customers"
    package static let version = "1.0.0"
    static let invited = "customer.invited"
    static let merged = "customer.merged"

    package static var declarations: [any Declaration] {
        Scope("read_customers", "Reads customers, addresses, consents and groups.")
        Scope("write_customers", "Creates, changes, merges, erases and deletes customers, addresses and groups.")
        Topic(
            invited, "A customer was invited to open an account.", names: ["customers/invite", "customer/invited"],
            scope: "read_customers")
        Topic(
            merged, "Two records of one customer have become one.", names: ["customers/merge", "customer/merged"],
            scope: "read_customers")

        customers
        addresses
        consents
        accessTokens
        groups
        Prepare(prepareCustomer)
        Prepare(on: .delete, refuseDeletion)
        Validate(checkSavedSearch)
        Follow(recordConsents)
        Follow(endAccess)
        routes
        services
    }

    @DeclarationBuilder private static var customers: [any Declaration] {
        Resource(
            "customer", plural: "customers", "Someone who buys.", of: Customer.self, scopes: .readWrite("customers"),
            attachable: true
        ) {
            Field("first_name", "The first name.", \.firstName, .text(...255), .example("Ada"))
            Field("last_name", "The last name.", \.lastName, .text(...255))
            Field("email", "Where mail reaches the customer; nobody else in the store has it.", \.email, .text(...254))
            Field("created_at", "When it was made.", .createdAt)
            Field("updated_at", "When it was last changed.", .updatedAt)
            Field("orders_count", "How many orders there are.", \.ordersCount, .readOnly)
            Field("state", "Whether the customer has an account.", \.state, .readOnly)
            Field("total_spent", "What the orders come to.", .money, .readOnly, .initial(Money.zero))
            Field("last_order_id", "The newest order.", .int, .readOnly)
            Field("note", "What the merchant wants to remember.", \.note, .text(...5_000))
            Field("verified_email", "Whether the e-mail is known to be the customer's.", \.verifiedEmail)
            Field("multipass_identifier", "Who it is elsewhere.", \.multipassIdentifier, .text(...255))
            Field("tax_exempt", "Whether no tax is due.", .bool, .initial(false))
            Field("tags", "Labels to find it by.", \.tags, .labels)
            Field("last_order_name", "The newest order's name.", .text, .readOnly)
            Field("currency", "The store's currency.", \.currency, .readOnly)
            Field(
                "phone", "The telephone number, as +15555551234; nobody else in the store has it.", \.phone, .unique,
                .indexed)
            Children("addresses", "Where the customer gets mail.", \.addresses)
            Field("accepts_marketing", "Whether e-mail marketing is welcome.", \.acceptsMarketing, .example(true))
            Field("accepts_marketing_updated_at", "Since when.", \.acceptsMarketingUpdatedAt, .readOnly)
            Field("marketing_opt_in_level", "How sure that is.", \.marketingOptInLevel)
            Field("tax_exemptions", "Taxes that are not due.", \.taxExemptions)
            Field("email_marketing_consent", "What was said of marketing by e-mail.", \.emailConsent)
            Field("sms_marketing_consent", "What was said of marketing by text message.", \.smsConsent)
            Field("admin_graphql_api_id", "Its id in GraphQL.", .globalID)
            Field("default_address", "The address to use first.", \.defaultAddress, .readOnly)
            Field("erased_at", "When its personal data was erased.", \.erasedAt, .readOnly)
            Field("password", "Opens the account.", \.password, .password(5...255))
            Field("send_email_invite", "Invites the customer to open an account.", \.sendEmailInvite, .transient)
            Field(
                "email_key", "The e-mail without regard to its spelling.", \.emailKey, .unique, .indexed, .readOnly,
                .hidden)
            Field(
                "activation_digest", "The digest of the token that opens the account.", \.activationDigest, .readOnly,
                .hidden)
            Field("activation_expires_at", "Until when it does.", \.activationExpiresAt, .readOnly, .hidden)
            Field("activation_count", "How many tokens there were.", \.activationCount, .readOnly, .hidden)
            Field("merged_into_id", "What it becomes part of.", \.mergedIntoID, .readOnly, .hidden)
            Field("search_text", "What it is found by.", \.searchText, .readOnly, .hidden)

            Filter("state", .oneOf)
            Filter("phone")
            Filter("text", .contains, of: "search_text")
        }
    }

    @DeclarationBuilder private static var addresses: [any Declaration] {
        Resource(
            "customer_address", plural: "addresses", "Where a customer gets mail.", of: Address.self,
            typeName: "CustomerAddress", nested: .all, inputNames: ["address"]
        ) {
            Field("customer_id", "Whose it is.", .parentID)
            Field("first_name", "The first name.", \.firstName, .text(...255))
            Field("last_name", "The last name.", \.lastName, .text(...255))
            Field("company", "The company.", \.company, .text(...255))
            Field("address1", "Street and number.", \.address1, .text(...255))
            Field("address2", "What else there is to say of the place.", \.address2, .text(...255))
            Field("city", "The town.", \.city, .text(...255))
            Field("province", "The province or state.", \.province, .text(...255))
            Field("country", "The country.", \.country, .text(...255))
            Field("zip", "The postal code.", \.zip, .text(...64))
            Field("phone", "The telephone number there, as given.", \.phone, .text(...64))
            Field("name", "The whole name; made from first and last name.", \.name, .text(...511))
            Field("province_code", "The province's code.", \.provinceCode, .text(...16))
            Field("country_code", "The country's ISO 3166 code.", \.countryCode, .text(...16))
            Field(
                "country_name", "The country's name; as country unless only its code is known.", \.countryName,
                .readOnly)
            Field("default", "Whether it is the one to use first; exactly one is.", \.isDefault)
        }
    }

    @DeclarationBuilder private static var consents: [any Declaration] {
        Resource(
            "customer_consent", plural: "consents", "One change of a customer's consent to marketing.",
            of: ConsentChange.self, scopes: .readWrite("customers"), verbs: [], nested: [.list, .count, .get],
            hasEvents: false
        ) {
            Field("customer_id", "Whose it is.", \.customerID, .link(to: "customer"), .below)
            Field("channel", "What it is about.", \.channel)
            Field("state", "What was said.", \.state)
            Field("opt_in_level", "How sure that is.", \.optInLevel)
            Field("consent_updated_at", "When it was said.", \.updatedAt)
            Field("source", "Where it was said, else the key or app that told it.", \.source)
            Field("created_at", "When it was noted.", .createdAt)

            Filter("channel")
        }
    }

    @DeclarationBuilder private static var accessTokens: [any Declaration] {
        Resource(
            "customer_access_token", plural: "customer_access_tokens", "That a customer has signed in.",
            of: CustomerAccessToken.self, scopes: .readWrite("customers"), verbs: [], hasEvents: false
        ) {
            Field("customer_id", "Who has.", \.customerID, .link(to: "customer"))
            Field("digest", "The digest of the token that shows it.", \.digest, .unique, .indexed)
            Field("expires_at", "Until when.", \.expiresAt, .indexed)
        }
        Job(AccessTokenSweep.job, "Deletes access tokens that have expired.", delays: [60, 600], AccessTokenSweep.run)
    }

    @DeclarationBuilder private static var services: [any Declaration] {
        Service("customers.find_by_email/1", findByEmailService)
        Service("customers.create_access_token/1", createAccessTokenService)
        Service("customers.find_by_access_token/1", findByAccessTokenService)
        Service("customers.renew_access_token/1", renewAccessTokenService)
        Service("customers.delete_access_token/1", deleteAccessTokenService)
    }

    @DeclarationBuilder private static var groups: [any Declaration] {
        Resource(
            "customer_group", plural: "customer_groups", "Customers that something is meant for, chosen one by one.",
            of: CustomerGroup.self, scopes: .readWrite("customers")
        ) {
            Field("name", "What it is called.", .text(...255), .required, .unique)
            Field("note", "What the merchant wants to remember.", .text(...5_000))
            Field("created_at", "When it was made.", .createdAt)
            Field("updated_at", "When it was last changed.", .updatedAt)

            Filter("name")
        }

        Resource(
            "group_membership", plural: "group_memberships", "That a customer is in a group.", of: GroupMembership.self,
            scopes: .readWrite("customers"), verbs: [.list, .count, .get, .create, .delete],
            nested: [.list, .count, .get, .create, .delete]
        ) {
            Field(
                "customer_id", "Who is in it.", \.customerID, .link(to: "customer"), .below, .required,
                .unique(within: "customer_group_id"))
            Field("customer_group_id", "The group.", \.groupID, .link(to: "customer_group"), .below, .required)
            Field("created_at", "Since when.", .createdAt)

            Filter("customer_id")
            Filter("customer_group_id")
            Filter("customer_group_id", .through("customer_id"))
        }

        Resource(
            "customer_saved_search", plural: "customer_saved_searches",
            "Customers that something is meant for, chosen by a search.", of: SavedSearch.self,
            scopes: .readWrite("customers")
        ) {
            Field("name", "What it is called.", .text(...255), .required, .unique)
            Field(
                "query", "The search, as customers/search takes it.", \.query,
                .text(...Int64(SearchQuery.charactersMax)), .required, .example("tag:vip orders_count:>2"))
            Field("created_at", "When it was made.", .createdAt)
            Field("updated_at", "When it was last changed.", .updatedAt)
        }
    }

    @DeclarationBuilder private static var routes: [any Declaration] {
        Route("GET", "customers/search", "Finds customers by a query.", scope: "read_customers", searchRoute)
            .answersPages(of: Customer.self)
        Route(
            "GET", "customer_groups/{id}/customers", "Lists the customers of a group.", scope: "read_customers",
            groupRoute
        ).answersPages(of: Customer.self)
        Route(
            "GET", "customer_saved_searches/{id}/customers", "Finds the customers of a saved search.",
            scope: "read_customers", savedSearchRoute
        ).answersPages(of: Customer.self)
        writing(
            "PUT", "customers/{customer_id}/addresses/{id}/default", "Makes an address the default.",
            defaultAddressRoute
        ).answers(Address.self)
        writing("PUT", "customers/{customer_id}/addresses/set", "Deletes several addresses at once.", setAddressesRoute)
        writing("POST", "customers/{id}/send_invite", "Invites a customer to open an account.", inviteRoute)
            .takes("customer_invite", Invite.members(areRequired: false))
            .answers("customer_invite", .object(Invite.members(areRequired: true)))
        writing(
            "POST", "customers/{id}/account_activation_url", "Makes the URL that opens an account.", activationURLRoute
        ).answers("account_activation_url", .text)
        writing("POST", "customers/{id}/activate", "Opens the account whose token is sent.", activateRoute)
            .takes("customer", token).answers(Customer.self)
        writing("POST", "customers/{id}/decline", "Turns an invitation down.", declineRoute)
            .takes("customer", token).answers(Customer.self)
        writing("POST", "customers/{id}/disable", "Closes an account.", disableRoute).answers(Customer.self)
        writing("POST", "customers/{id}/merge", "Makes two records of one customer one.", mergeRoute)
            .takes("merge", .required("customer_id", "The record that goes.", .id(of: "customer")))
            .answers(Customer.self)
        writing("POST", "customers/{id}/erase", "Replaces a customer's personal data.", eraseRoute)
            .answers(Customer.self)
    }

    private static let token = Member.required("token", "The last part of the URL that opens the account.", .text)

    private static func writing(
        _ method: String, _ path: String, _ title: String,
        _ handler: @escaping @Sendable (Request, Context) throws(Failures) -> Response
    ) -> Route {
        Route(method, path, title, scope: "write_customers", writes: true, handler)
    }
}
