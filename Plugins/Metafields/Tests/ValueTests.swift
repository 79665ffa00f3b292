import Metafields
import StoaKit
import Testing

private let dollars = Currency(code: "USD", exponent: 2)

/// What a type makes of a value, or why it does not take it.
private func shown(_ type: String, _ sent: String, _ currency: Currency = dollars) throws -> Value {
    try #require(ValueType.named(type)).value(JSON(sent), currency)
}

private func problem(_ type: String, _ sent: String, _ currency: Currency = dollars) throws -> String? {
    let type = try #require(ValueType.named(type))
    do throws(ValueProblem) {
        _ = try type.value(JSON(sent), currency)
        return nil
    } catch {
        return error.message
    }
}

private func quoted(_ json: String) -> String { JSON.string(json).text }

@Suite struct ValueTests {
    @Test(arguments: [
        ("single_line_text_field", #""A mug""#, #""A mug""#, "A mug"),
        ("single_line_text_field", "12", #""12""#, "12"),
        ("single_line_text_field", "true", #""true""#, "true"),
        ("multi_line_text_field", #""a\nb""#, #""a\u000ab""#, "a\nb"),
        ("number_integer", "5", "5", "5"),
        ("number_integer", #""5""#, "5", "5"),
        ("number_integer", #""-007""#, "-7", "-7"),
        ("number_integer", "9007199254740991", "9007199254740991", "9007199254740991"),
        ("number_decimal", #""10.40""#, #""10.40""#, "10.4"),
        ("number_decimal", "10.4", #""10.4""#, "10.4"),
        ("number_decimal", #""-9999999999999.999999999""#, #""-9999999999999.999999999""#, "-9999999999999.999999999"),
        ("boolean", "true", "true", "true"),
        ("boolean", #""false""#, "false", "false"),
        ("date", #""2024-02-29""#, #""2024-02-29""#, "2024-02-29"),
        ("date_time", #""2024-01-31T12:30:00+02:00""#, #""2024-01-31T10:30:00Z""#, "2024-01-31T10:30:00Z"),
        ("date_time", #""2024-01-31T12:30:00""#, #""2024-01-31T12:30:00Z""#, "2024-01-31T12:30:00Z"),
        ("url", #""https://example.com/a?b#c""#, #""https://example.com/a?b#c""#, "https://example.com/a?b#c"),
        ("url", #""mailto:a@example.com""#, #""mailto:a@example.com""#, "mailto:a@example.com"),
        ("color", ##""#FFF123""##, ##""#FFF123""##, "#fff123"),
        ("id", #""A-1""#, #""A-1""#, "A-1"),
        ("string", #""a\nb""#, #""a\u000ab""#, "a\nb"),
        ("integer", #""5""#, "5", "5"),
        (
            "product_reference", #""gid://shopify/Product/12""#, #""gid://shopify/Product/12""#,
            "gid://indecommerce/Product/12"
        ),
        (
            "variant_reference", #""gid://indecommerce/ProductVariant/7""#, #""gid://indecommerce/ProductVariant/7""#,
            "gid://indecommerce/ProductVariant/7"
        ),
        (
            "page_reference", #""gid://shopify/Page/7""#, #""gid://shopify/Page/7""#,
            "gid://indecommerce/OnlineStorePage/7"
        ),
        (
            "mixed_reference", #""gid://shopify/Metaobject/7""#, #""gid://shopify/Metaobject/7""#,
            "gid://indecommerce/Metaobject/7"
        ),
    ])
    func `a simple value is shown by its type and has one text`(
        type: String, sent: String, expected: String, text: String
    ) throws {
        let value = try shown(type, sent)
        #expect(value.shown.text == expected)
        #expect(value.texts == [text])
    }

    @Test(arguments: [
        ("json", #"{"a":[1,null]}"#, #"{"a":[1,null]}"#),
        ("json", #""[1, 2]""#, "[1, 2]"),
        ("json", "7", "7"),
        ("json_string", #""\"a\"""#, #""a""#),
        ("weight", #"{"value":1.50,"unit":"kg","more":1}"#, #"{"value":1.5,"unit":"kg"}"#),
        ("dimension", #""{\"unit\":\"cm\",\"value\":\"25\"}""#, #"{"value":25,"unit":"cm"}"#),
        ("volume", #"{"value":0.1,"unit":"imp_gal"}"#, #"{"value":0.1,"unit":"imp_gal"}"#),
        (
            "rating", #"{"value":"3.5","scale_min":"1.0","scale_max":5}"#,
            #"{"value":"3.5","scale_min":"1.0","scale_max":"5"}"#
        ),
        ("money", #"{"amount":"5.9","currency_code":"USD"}"#, #"{"amount":"5.90","currency_code":"USD"}"#),
        ("list.number_integer", #""[1,\"2\"]""#, "[1,2]"),
        ("list.number_decimal", "[1.5]", #"["1.5"]"#),
        ("list.single_line_text_field", #"["a","b"]"#, #"["a","b"]"#),
        ("list.weight", #"[{"value":1,"unit":"g"}]"#, #"[{"value":1,"unit":"g"}]"#),
        ("list.color", "[]", "[]"),
        (
            "rich_text_field",
            #"{"type":"root","children":[{"type":"paragraph","children":[{"type":"text","value":"a"}]}]}"#,
            #"{"type":"root","children":[{"type":"paragraph","children":[{"type":"text","value":"a"}]}]}"#
        ),
    ])
    func `what is made of parts is shown as a string of JSON`(type: String, sent: String, expected: String) throws {
        #expect(try shown(type, sent).shown.text == quoted(expected))
    }

    @Test(arguments: ValueType.all.map(\.name))
    func `what a type shows it takes again and shows as it was`(type: String) throws {
        let sample = samples[type.hasPrefix("list.") ? String(type.dropFirst(5)) : type] ?? #""a""#
        let value = try shown(type, type.hasPrefix("list.") ? "[\(sample)]" : sample)
        #expect(try shown(type, value.shown.text) == value)
    }

    /// What types take that do not take any text.
    private let samples = [
        "number_integer": "5", "integer": "5", "number_decimal": "1.50", "boolean": "true", "date": #""2024-01-31""#,
        "date_time": #""2024-01-31T12:30:00Z""#, "url": #""tel:+1555""#, "color": ##""#ABCDEF""##, "json": "{}",
        "json_string": #""{}""#, "rich_text_field": #"{"type":"root","children":[]}"#,
        "weight": #"{"value":1,"unit":"kg"}"#, "dimension": #"{"value":1,"unit":"m"}"#,
        "volume": #"{"value":1,"unit":"l"}"#, "rating": #"{"value":1,"scale_min":1,"scale_max":5}"#,
        "money": #"{"amount":1,"currency_code":"USD"}"#, "product_reference": #""gid://shopify/Product/1""#,
        "variant_reference": #""gid://shopify/ProductVariant/1""#,
        "collection_reference": #""gid://shopify/Collection/1""#, "customer_reference": #""gid://shopify/Customer/1""#,
        "page_reference": #""gid://shopify/OnlineStorePage/1""#, "file_reference": #""gid://shopify/MediaImage/1""#,
        "mixed_reference": #""gid://shopify/Product/1""#,
    ]

    @Test(arguments: [
        ("single_line_text_field", #""a\nb""#, "must be text on one line"),
        ("single_line_text_field", #""""#, "can't be blank"),
        ("single_line_text_field", "[1]", "must be a string"),
        ("single_line_text_field", #""a\u0000""#, "must not contain the character NUL"),
        ("number_integer", #""abc""#, "must be a whole number from -9007199254740991 to 9007199254740991"),
        ("number_integer", "5.5", "must be a whole number from -9007199254740991 to 9007199254740991"),
        ("number_integer", "9007199254740992", "must be a whole number from -9007199254740991 to 9007199254740991"),
        ("integer", "true", "must be a whole number from -9007199254740991 to 9007199254740991"),
        ("number_decimal", #""1e3""#, "must be a number with at most 13 digits before and 9 after the point"),
        ("number_decimal", "10000000000000", "must be a number with at most 13 digits before and 9 after the point"),
        ("number_decimal", "0.0000000001", "must be a number with at most 13 digits before and 9 after the point"),
        ("boolean", "1", "must be true or false"),
        ("date", #""2023-02-29""#, "must be a date, such as 2024-01-31"),
        ("date", #""2024-01-31T00:00""#, "must be a date, such as 2024-01-31"),
        ("date_time", #""2024-01-31""#, "must be an ISO 8601 time, such as 2024-01-31T12:30:00Z"),
        ("url", #""javascript:alert(1)""#, "must be a URL that begins with https, http, mailto, sms or tel"),
        ("url", #""https://""#, "must be a URL that begins with https, http, mailto, sms or tel"),
        ("url", #""https://a b""#, "must be a URL that begins with https, http, mailto, sms or tel"),
        ("color", #""red""#, "must be a color, such as #1a2b3c"),
        ("color", "\"#\u{FF11}\u{FF12}\"", "must be a color, such as #1a2b3c"),
        ("color", ##""#12345g""##, "must be a color, such as #1a2b3c"),
        ("json", #""{""#, "must be valid JSON"),
        ("json_string", #""a""#, "must be valid JSON"),
        (
            "weight", #"{"value":1,"unit":"stone"}"#,
            #"must be JSON such as {"value":1.5,"unit":"kg"}, with one of the units kg, g, lb, oz"#
        ),
        (
            "dimension", #"{"value":"x","unit":"m"}"#,
            #"must be JSON such as {"value":1.5,"unit":"mm"}, with one of the units mm, cm, m, in, ft, yd"#
        ),
        (
            "rating", #"{"value":6,"scale_min":1,"scale_max":5}"#,
            #"must be JSON such as {"value":"3.5","scale_min":"1.0","scale_max":"5.0"}, with a value on the scale"#
        ),
        (
            "money", #"{"amount":"5.999","currency_code":"USD"}"#,
            #"must be JSON such as {"amount":"5.00","currency_code":"USD"}, in the currency of the store"#
        ),
        (
            "money", #"{"amount":"5","currency_code":"EUR"}"#,
            #"must be JSON such as {"amount":"5.00","currency_code":"USD"}, in the currency of the store"#
        ),
        (
            "product_reference", #""gid://shopify/Customer/1""#,
            "must be an id such as gid://indecommerce/Product/7000000001"
        ),
        ("product_reference", "7000000001", "must be an id such as gid://indecommerce/Product/7000000001"),
        (
            "mixed_reference", #""gid://shopify/A b/1""#, "must be an id such as gid://indecommerce/Product/7000000001"
        ),
        ("list.number_integer", "5", "must be a JSON array"),
        (
            "list.number_integer", #"[1,"x"]"#,
            "is a list whose element 2 must be a whole number from -9007199254740991 to 9007199254740991"
        ),
        ("list.single_line_text_field", #"[""]"#, "is a list whose element 1 can't be blank"),
        (
            "rich_text_field", #"{"type":"root","children":[{"type":"script","children":[]}]}"#,
            "must be JSON of a root with children: paragraph, heading, list, list-item, link and text nodes"
        ),
    ])
    func `a value of another form is refused by a sentence that says what is expected`(
        type: String, sent: String, message: String
    ) throws {
        #expect(try problem(type, sent) == message)
    }

    @Test func `money has the digits of the store's currency`() throws {
        let yen = Currency(code: "JPY", exponent: 0)
        #expect(try problem("money", #"{"amount":"5.5","currency_code":"JPY"}"#, yen) != nil)
        #expect(
            try shown("money", #"{"amount":"05","currency_code":"JPY"}"#, yen).shown.text
                == quoted(#"{"amount":"5","currency_code":"JPY"}"#))
    }

    @Test func `texts, JSON and lists have a largest size`() throws {
        let long = String(repeating: "é", count: 65_536)
        #expect(try problem("multi_line_text_field", quoted(long)) == nil)
        #expect(try problem("multi_line_text_field", quoted(long + "a")) == "is too long (maximum is 65536 characters)")
        let letters = String(repeating: "a", count: 1 << 19)
        #expect(try problem("json", #"["\#(letters)"]"#) == "is too long (maximum is 512 KiB)")
        let numbers = (1...129).map(String.init).joined(separator: ",")
        #expect(try problem("list.number_integer", "[\(numbers)]") == "has too many elements (maximum is 128)")
    }

    @Test func `a rich text has a largest depth`() throws {
        let deep = (0..<20).reduce(#"{"type":"text","value":"a"}"#) { inner, _ in
            #"{"type":"list","children":[\#(inner)]}"#
        }
        #expect(try problem("rich_text_field", #"{"type":"root","children":[\#(deep)]}"#) != nil)
    }

    @Test(arguments: [
        "list.json", "list.multi_line_text_field", "list.boolean", "list.money", "list.id", "list.", "text",
    ])
    func `there is no such type`(name: String) {
        #expect(ValueType.named(name) == nil)
    }
}
