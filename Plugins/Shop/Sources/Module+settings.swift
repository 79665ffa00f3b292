import StoaKit

extension Shop {
    /// The one record of settings that every store has.
    ///
    /// Its fields are those that clients of the compatible API expect; what nothing here decides yet is a constant.
    static var settings: Resource<Settings> {
        Resource(
            "shop", plural: "shop", "The store's settings.", of: Settings.self, typeName: "Shop",
            scopes: .readWrite("shop"), verbs: [], seed: [JSON("{}")]
        ) {
            Field("name", "What the store is called.", \.name, .text(...255), .required)
            Field("email", "Where the platform writes to.", \.email, .text(...255))
            Field("domain", "The host name of its storefront.", \.domain, .text(...253))
            Field("province", "The province it is in.", \.address.province, .text(...255))
            Field("country", "The code of the country it is in.", \.address.country, .text(...2))
            Field("address1", "Its street and number.", \.address.address1, .text(...255))
            Field("zip", "Its postal code.", \.address.zip, .text(...32))
            Field("city", "The city it is in.", \.address.city, .text(...255))
            Field("source", "Always null.", .text, .readOnly)
            Field("phone", "Its telephone number.", \.phone, .text(...64))
            Field("latitude", "Where it is.", \.latitude, .between(-90...90))
            Field("longitude", "Where it is.", \.longitude, .between(-180...180))
            Field("primary_locale", "The language of its texts.", \.primaryLocale, .text(...35))
            Field("enabled_locales", "The languages that it is offered in.", \.enabledLocales)
            Field("address2", "More about its address.", \.address.address2, .text(...255))
            Field("created_at", "When it was made.", .createdAt)
            Field("updated_at", "When it was last changed.", .updatedAt)
            Field("country_code", "The same code.", \.address.countryCode, .text(...2))
            Field("country_name", "What that country is called.", \.address.countryName, .readOnly)
            Field("currency", "What its prices are in.", \.currency, .readOnly)
            Field("customer_email", "Where its customers write to.", \.customerEmail, .text(...255))
            Field("timezone", "Its time zone with the offset in winter.", \.timezone, .readOnly)
            Field(
                "iana_timezone", "The name of the time zone that its times are shown in.", \.ianaTimezone, .text(...64),
                .timeZone)
            Field("shop_owner", "Whose it is.", \.shopOwner, .text(...255))
            Field("money_format", "How amounts are shown.", \.formats.plain, .text(...255))
            Field(
                "money_with_currency_format", "How amounts are shown with their currency.", \.formats.withCurrency,
                .text(...255))
            Field("weight_unit", "The unit of new weights.", \.weightUnit, .oneOf("kg", "g", "lb", "oz"))
            Field("province_code", "The code of that province.", \.address.provinceCode, .text(...8))
            Field("taxes_included", "Whether prices include taxes.", \.taxesIncluded)
            Field("auto_configure_tax_inclusivity", "Always null.", .bool, .readOnly)
            Field("tax_shipping", "Whether shipping is taxed.", \.taxShipping)
            Field("county_taxes", "Whether taxes differ by county.", \.countyTaxes)
            Field(
                "tax_rounding", "Where taxes are rounded: on each line, or once for an order.", \.taxRounding,
                .oneOf("per_line", "per_order"))
            Field("plan_display_name", "The plan's name.", .text, .readOnly, .initial("Self-hosted"))
            Field("plan_name", "The plan.", .text, .readOnly, .initial("self_hosted"))
            Field("has_discounts", "Whether there may be discounts.", .bool, .readOnly, .initial(true))
            Field("has_gift_cards", "Whether there are gift cards.", .bool, .readOnly, .initial(false))
            Field("myshopify_domain", "Its host name on the platform.", \.platformDomain, .readOnly)
            Field("google_apps_domain", "Always null.", .text, .readOnly)
            Field("google_apps_login_enabled", "Always null.", .bool, .readOnly)
            Field("money_in_emails_format", "How e-mails show amounts.", \.formats.inEmails, .text(...255))
            Field(
                "money_with_currency_in_emails_format", "How e-mails show amounts with their currency.",
                \.formats.withCurrencyInEmails, .text(...255))
            Field("eligible_for_payments", "Always false.", .bool, .readOnly, .initial(false))
            Field("requires_extra_payments_agreement", "Always false.", .bool, .readOnly, .initial(false))
            Field("password_enabled", "Always false.", .bool, .readOnly, .initial(false))
            Field("has_storefront", "Always true.", .bool, .readOnly, .initial(true))
            Field("finances", "Always true.", .bool, .readOnly, .initial(true))
            Field("primary_location_id", "Null, until something says which.", .int, .readOnly)
            Field("checkout_api_supported", "Always false.", .bool, .readOnly, .initial(false))
            Field("multi_location_enabled", "Always true.", .bool, .readOnly, .initial(true))
            Field("setup_required", "Always false.", .bool, .readOnly, .initial(false))
            Field("pre_launch_enabled", "Always false.", .bool, .readOnly, .initial(false))
            Field("enabled_presentment_currencies", "The currencies of prices.", \.currencies, .readOnly)
            Field("transactional_sms_disabled", "Always false.", .bool, .readOnly, .initial(false))
            Field("marketing_sms_consent_enabled_at_checkout", "Always false.", .bool, .readOnly, .initial(false))
        }
    }
}
