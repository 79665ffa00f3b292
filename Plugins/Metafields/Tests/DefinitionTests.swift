import Metafields
import StoaKit
import Testing

private func definition(_ type: String, _ change: (inout Definition) -> Void = { _ in }) -> Definition {
    var definition = Definition()
    definition.namespace = "custom"
    definition.key = "size"
    definition.ownerType = "product"
    definition.type = type
    change(&definition)
    return definition
}

private func completed(
    _ draft: Definition, before: Definition? = nil
) -> (definition: Definition, issues: [String]) {
    var draft = draft
    do throws(Failures) {
        try complete(&draft, Change(before: before))
        return (draft, [])
    } catch {
        return (draft, error.issues.map { "\($0.field) \($0.message)" })
    }
}

/// What a completed definition says of a value.
private func verdict(_ type: String, _ value: String, _ change: (inout Definition) -> Void) throws -> String? {
    let (definition, issues) = completed(definition(type, change))
    #expect(issues == [])
    let type = try #require(ValueType.named(type))
    return definition.problem(
        with: try type.value(JSON(value), Currency(code: "USD", exponent: 2)), of: type)
}

@Suite struct DefinitionTests {
    @Test(arguments: [
        ("number_integer", "6", "7"), ("number_decimal", "6.0", "6.00001"), ("list.number_integer", "[5,6]", "[5,7]"),
        ("rating", #"{"value":6,"scale_min":1,"scale_max":10}"#, #"{"value":7,"scale_min":1,"scale_max":10}"#),
    ])
    func `numbers are bounded`(type: String, good: String, bad: String) throws {
        let bounds = { (definition: inout Definition) in
            definition.min = JSON("5")
            definition.max = JSON(#""6.0""#)
        }
        #expect(try verdict(type, good, bounds) == nil)
        #expect(try verdict(type, bad, bounds) == "must not be above 6")
    }

    @Test func `days, moments and lengths are bounded`() throws {
        let since = { (definition: inout Definition) in definition.min = .string("2024-02-01") }
        #expect(try verdict("date", #""2024-02-01""#, since) == nil)
        #expect(try verdict("date", #""2024-01-31""#, since) == "must not be below 2024-02-01")
        let moment = { (definition: inout Definition) in definition.min = .string("2024-02-01T00:00:00+01:00") }
        #expect(try verdict("date_time", #""2024-01-31T23:00:00Z""#, moment) == nil)
        #expect(
            try verdict("date_time", #""2024-01-31T22:59:59Z""#, moment) == "must not be below 2024-01-31T23:00:00Z")
        let length = { (definition: inout Definition) in
            definition.min = JSON("2")
            definition.max = JSON("3")
        }
        #expect(try verdict("single_line_text_field", #""éé""#, length) == nil)
        #expect(try verdict("single_line_text_field", #""é""#, length) == "is too short (minimum is 2 characters)")
        #expect(try verdict("single_line_text_field", #""abcd""#, length) == "is too long (maximum is 3 characters)")
    }

    @Test func `choices are compared as values, not as they are written`() throws {
        let choices = { (definition: inout Definition) in definition.choices = JSON(#"["1.50",2]"#) }
        #expect(try verdict("number_decimal", #""1.5""#, choices) == nil)
        #expect(try verdict("list.number_decimal", "[2.0,1.500]", choices) == nil)
        #expect(try verdict("number_decimal", "3", choices) == "must be one of 1.5, 2")
        #expect(try verdict("list.number_decimal", "[2,3]", choices) == "must be one of 1.5, 2")
    }

    @Test func `texts match the pattern`() throws {
        let pattern = { (definition: inout Definition) in definition.pattern = "^[A-Z]+$" }
        #expect(try verdict("single_line_text_field", #""ABC""#, pattern) == nil)
        #expect(
            try verdict("list.single_line_text_field", #"["ABC","a"]"#, pattern) == "must match the pattern ^[A-Z]+$")
        let long = JSON.string(String(repeating: "A", count: 4_097)).text
        #expect(
            try verdict("multi_line_text_field", long, pattern)
                == "is too long for a pattern (maximum is 4096 characters)")
    }

    @Test func `a value by which owners are found is short`() throws {
        let long = JSON.string(String(repeating: "a", count: 256)).text
        let message = "is too long to find its owner by (maximum is 255 characters)"
        #expect(try verdict("single_line_text_field", long) { $0.isIndexed = true } == message)
        #expect(try verdict("single_line_text_field", long) { $0.isUnique = true } == message)
        #expect(try verdict("single_line_text_field", long) { _ in } == nil)
    }

    struct Mistake: Sendable {
        let type: String
        let issue: String
        let change: @Sendable (inout Definition) -> Void

        init(_ type: String, _ issue: String, _ change: @escaping @Sendable (inout Definition) -> Void = { _ in }) {
            self.type = type
            self.issue = issue
            self.change = change
        }
    }

    @Test(arguments: [
        Mistake("number", "type is not a type of metafields"),
        Mistake("json", "indexed is not possible for the type json") { $0.isIndexed = true },
        Mistake("list.color", "unique is not possible for the type list.color") { $0.isUnique = true },
        Mistake("json", "min is not possible for the type json") { $0.min = JSON("1") },
        Mistake("number_integer", "max must be a number with at most 13 digits before and 9 after the point") {
            $0.max = .string("x")
        },
        Mistake("number_integer", "max must not be below min") { ($0.min, $0.max) = (JSON("9"), JSON("8")) },
        Mistake("date", "min must be a date, such as 2024-01-31") { $0.min = JSON("5") },
        Mistake("single_line_text_field", "min must be a whole number from 0 to 65536") { $0.min = JSON("-1") },
        Mistake(
            "number_integer", "choices[1] must be a whole number from -9007199254740991 to 9007199254740991"
        ) { $0.choices = JSON(#"[1,"x"]"#) },
        Mistake("json", "choices are not possible for the type json") { $0.choices = JSON("[1]") },
        Mistake("color", "choices must be an array of at most 128 values") { $0.choices = JSON("{}") },
        Mistake("number_integer", "pattern is not possible for the type number_integer") { $0.pattern = "a" },
        Mistake("id", "pattern is not a regular expression, or one of a kind that is not offered") {
            $0.pattern = "("
        },
        Mistake(
            "color",
            "required is possible only for product, collection, customer, page, blog, article, location, order"
        ) { ($0.isRequired, $0.ownerType) = (true, "thing") },
    ])
    func `what makes no sense is refused`(mistake: Mistake) {
        #expect(completed(definition(mistake.type, mistake.change)).issues == [mistake.issue])
    }

    @Test func `where it is and its type do not change`() {
        let before = definition("color")
        let draft = definition("json") { ($0.namespace, $0.key, $0.ownerType) = ("other", "other", "thing") }
        #expect(
            completed(draft, before: before).issues == [
                "namespace can't be changed", "key can't be changed", "owner_type can't be changed",
                "type can't be changed",
            ])
    }

    @Test func `only a change of what it demands makes another revision`() {
        let made = completed(definition("number_integer") { $0.max = JSON("9") }).definition
        #expect(made.revision == 1)
        var draft = made
        draft.isRequired = true
        draft.max = JSON(#""9.0""#)
        #expect(completed(draft, before: made).definition.revision == 1)
        draft.isIndexed = true
        #expect(completed(draft, before: made).definition.revision == 2)
    }

    @Test func `an id is unique without being asked`() {
        #expect(completed(definition("id")).definition.isUnique)
    }

    @Test(arguments: [
        ("number_integer", "5", true, "5"), ("number_integer", "6", false, nil), ("integer", "5", false, nil),
        ("gone", "5", false, nil),
    ])
    func `a stored value is judged, and entered where it is as the definition says`(
        type: String, value: String, isValid: Bool, text: String?
    ) {
        var metafield = Metafield()
        metafield.type = type
        metafield.value = JSON(value)
        metafield.indexValue = "old"
        let strict = completed(definition("number_integer") { ($0.isIndexed, $0.max) = (true, JSON("5")) }).definition
        #expect(judge(&metafield, by: strict, Currency(code: "USD", exponent: 2)) == isValid)
        #expect(metafield.indexValue == text)
    }

    @Test func `a look through stored values remembers where it stands`() {
        var made = definition("color")
        (made.id, made.revision) = (7, 2)
        let run = ConformRun(path: "product.custom.size", of: made)
        #expect(ConformRun(run.json) == run)
        #expect(run != ConformRun(path: "product.custom.size", of: nil))
        #expect(ConformRun(.null) == nil)
    }
}
