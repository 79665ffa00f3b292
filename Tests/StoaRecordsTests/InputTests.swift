import StoaCore
import StoaRecords
import Testing

/// What a client's JSON value becomes in a field: the value shown, or the status of the refusal.
struct InputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let field: String
        let sent: String
        let outcome: Outcome
        var testDescription: String { "\(field) \(sent)" }
    }

    enum Outcome: Sendable, Equatable {
        case shown(String)
        case malformed, refused
    }

    private static func table(_ field: String, _ rows: [(String, Outcome)]) -> [Case] {
        rows.map { Case(field: field, sent: $0.0, outcome: $0.1) }
    }

    private static let texts = table(
        "code",
        [
            ("null", .shown("null")), ("true", .malformed), ("12.50", .shown("\"12.50\"")),
            ("\"a b\"", .shown("\"a b\"")),
            ("\"\"", .shown("\"\"")), ("[]", .malformed), ("{}", .malformed),
            ("\"tab\\tbell\\u0007\"", .shown("\"tab\\tbell\\u0007\"")),
            ("\"\\u00e9\\ud83d\\ude00\"", .shown("\"é😀\"")),
        ])
    private static let numbers =
        table(
            "number",
            [
                ("null", .shown("null")), ("true", .malformed), ("5", .shown("5")), ("\"5\"", .shown("5")),
                ("\"-5\"", .shown("-5")), ("5.0", .refused), ("\"5.0\"", .refused), ("1e3", .refused),
                ("\"\"", .refused),
                ("\"x\"", .refused), ("[]", .malformed), ("{}", .malformed),
                ("9007199254740991", .shown("9007199254740991")),
                ("9007199254740992", .refused), ("-9007199254740992", .refused), ("99999999999999999999", .refused),
            ])
        + table(
            "successor_id", [("7", .shown("7")), ("\"7\"", .shown("7")), ("null", .shown("null")), ("[]", .malformed)])
        + table(
            "rating",
            [
                ("null", .shown("null")), ("true", .malformed), ("4.5", .shown("4.5")), ("\"4.5\"", .shown("4.5")),
                ("4", .shown("4.0")), ("\"nan\"", .refused), ("\"inf\"", .refused), ("\"\"", .refused),
                ("\"x\"", .refused),
                ("[]", .malformed), ("{}", .malformed), ("\"0x1p1\"", .refused),
            ])
        + table(
            "is_preferred",
            [
                ("null", .shown("false")), ("true", .shown("true")), ("false", .shown("false")),
                ("\"true\"", .shown("true")), ("\"false\"", .shown("false")), ("\"yes\"", .malformed),
                ("1", .malformed),
                ("[]", .malformed), ("{}", .malformed),
            ])
    private static let others =
        table(
            "balance",
            [
                ("null", .shown("null")), ("true", .malformed), ("18.5", .shown("\"18.50\"")),
                ("\"18.5\"", .shown("\"18.50\"")), ("\"18.500\"", .shown("\"18.50\"")), ("1.8e1", .shown("\"18.00\"")),
                ("\"1.8e1\"", .refused), ("\"18.505\"", .refused), ("\"\"", .shown("null")), ("\"x\"", .refused),
                ("[]", .malformed), ("{}", .malformed), ("\"1,000\"", .refused), ("\"99999999999999999\"", .refused),
            ])
        + table(
            "signed_at",
            [
                ("null", .shown("null")), ("true", .malformed), ("5", .malformed), ("\"\"", .shown("null")),
                ("\"2024-02-29T12:00:00Z\"", .shown("\"2024-02-29T12:00:00+00:00\"")),
                ("\"2024-02-29T12:00:00-05:00\"", .shown("\"2024-02-29T17:00:00+00:00\"")),
                ("\"2024-02-29\"", .shown("\"2024-02-29T00:00:00+00:00\"")), ("\"2023-02-29\"", .refused),
                ("\"soon\"", .refused), ("[]", .malformed), ("{}", .malformed),
            ])
        + table(
            "labels",
            [
                ("null", .shown("\"\"")), ("true", .malformed), ("5", .malformed),
                ("\"b, a ,b,,B\"", .shown("\"b, a\"")),
                ("[\"b\",\"a\",\"b\"]", .shown("\"b, a\"")), ("[]", .shown("\"\"")), ("[1]", .malformed),
                ("{}", .malformed),
                ("\"\(String(repeating: "x", count: 256))\"", .refused),
                ("\"\((0...250).map(String.init).joined(separator: ","))\"", .refused),
            ])
        + table(
            "contract",
            [
                ("null", .shown("null")), ("true", .shown("true")), ("1e3", .shown("1e3")), ("\"x\"", .shown("\"x\"")),
                ("[1, {\"a\": null}]", .shown("[1, {\"a\": null}]")), ("{ }", .shown("{ }")),
            ])

    @Test(arguments: texts + numbers + others)
    func `A JSON value becomes what the field holds`(one: Case) throws {
        let store = try TestStore(sampleRegistry())
        let body = #"{"name":"A","\#(one.field)":\#(one.sent)}"#
        do throws(Failure) {
            let made = try store.create("supplier", body)
            #expect(Outcome.shown(made[one.field] ?? "missing") == one.outcome)
        } catch {
            #expect((error.code == .badRequest ? Outcome.malformed : .refused) == one.outcome, "\(error)")
            #expect(error.code == .badRequest || error.code == .invalid)
            #expect(error.issues.map(\.field) == [one.field])
        }
    }

    @Test(arguments: ["[]", "\"x\"", "5", "true", "null"])
    func `What is no object is malformed, and so is its child`(body: String) throws {
        let store = try TestStore(sampleRegistry())
        let failure = store.refusal { () throws(Failure) in try store.create("supplier", body) }
        #expect(failure?.code == .badRequest && failure?.texts == [" must be an object"])
        let child = store.refusal { () throws(Failure) in
            try store.create("box", #"{"label":"A","items":[{},\#(body)]}"#)
        }
        #expect(child?.code == .badRequest && child?.texts == ["items[1] must be an object"])
    }

    @Test func `Children must be an array`() throws {
        let store = try TestStore(sampleRegistry())
        let failure = store.refusal { () throws(Failure) in try store.create("box", #"{"label":"A","items":{}}"#) }
        #expect(failure?.code == .badRequest && failure?.texts == ["items must be an array"])
    }

    @Test(arguments: [
        "{\"name\":\"a\\u0000b\"}", "{\"name\":\"a\u{0}b\"}", "{\"name\":\"a\u{1}b\"}", "{\"name\":\"\\ud800\"}", "{",
        "",
        "{\"name\":\"A\",\"name\":\"B\"}", "{\"contract\":{\"a\":\"\\u0000\"}}",
    ])
    func `What is not strict JSON is malformed and stores nothing`(body: String) throws {
        let store = try TestStore(sampleRegistry())
        let failure = store.refusal { () throws(Failure) in try store.create("supplier", body) }
        // An empty body is an empty object, which only lacks the name.
        #expect(failure?.code == (body.isEmpty ? .invalid : .badRequest))
        #expect(try store.count("supplier") == 0)
    }

    private static let currencies: [(String, String, String)] = [
        ("JPY", "\"500\"", "\"500\""), ("JPY", "500.00", "\"500\""), ("KWD", "\"1.5\"", "\"1.500\""),
        ("KWD", "1.234", "\"1.234\""), ("USD", "0", "\"0.00\""),
    ]

    @Test(arguments: currencies)
    func `Money has the decimals of the store's currency`(currency: String, sent: String, shown: String) throws {
        let store = try TestStore(sampleRegistry(), currency: currency)
        #expect(try store.create("supplier", #"{"name":"A","balance":\#(sent)}"#)["balance"] == shown)
    }

    @Test(arguments: [("JPY", "\"1.5\"", "JPY"), ("KWD", "\"1.2345\"", "KWD")])
    func `Money is never rounded`(currency: String, sent: String, named: String) throws {
        let store = try TestStore(sampleRegistry(), currency: currency)
        let failure = store.refusal { () throws(Failure) in
            try store.create("supplier", #"{"name":"A","balance":\#(sent)}"#)
        }
        #expect(failure?.texts == ["balance has more decimals than \(named) allows"])
    }

    @Test func `Times are read and shown in the store's zone`() throws {
        let store = try TestStore(sampleRegistry(), firstTimeZone: "Etc/GMT+5")
        let made = try store.create("supplier", #"{"name":"A","signed_at":"2024-06-01T10:00:00"}"#)
        #expect(made["signed_at"] == "\"2024-06-01T10:00:00-05:00\"")
        let changed = try store.update("supplier", made.id, #"{"signed_at":"2024-06-01T10:00:00+02:00"}"#)
        #expect(changed["signed_at"] == "\"2024-06-01T03:00:00-05:00\"")
    }
}
