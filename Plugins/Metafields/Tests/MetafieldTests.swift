import Metafields
import StoaKit
import Testing

private func metafield(_ type: String, _ value: String, _ change: (inout Metafield) -> Void = { _ in }) -> Metafield {
    var metafield = Metafield()
    metafield.namespace = "custom"
    metafield.key = "size"
    metafield.type = type
    metafield.value = JSON(value)
    metafield.path = path(metafield.ownerResource, metafield.namespace, metafield.key)
    change(&metafield)
    return metafield
}

private func definition(_ type: String, _ change: (inout Definition) -> Void = { _ in }) -> Definition {
    var definition = Definition()
    definition.type = type
    change(&definition)
    return definition
}

/// What becomes of a draft, or the issues it is refused for, as `field message`.
private func completed(
    _ draft: Metafield, before: Metafield? = nil, sent: Set<String> = [], by definition: Definition? = nil
) -> (metafield: Metafield, issues: [String]) {
    var draft = draft
    do throws(Failures) {
        try complete(&draft, Change(before: before, sent: sent), definition)
        return (draft, [])
    } catch {
        return (draft, error.issues.map { "\($0.field) \($0.message)" })
    }
}

@Suite struct MetafieldTests {
    @Test func `a value is brought into the form of its type`() {
        #expect(completed(metafield("number_integer", #""5""#)).metafield.value == JSON("5"))
    }

    @Test func `a type that is not said, or that there is not, is refused`() {
        #expect(completed(metafield("", "5")).issues == ["type can't be blank"])
        #expect(completed(metafield("number", "5")).issues == ["type is not a type of metafields"])
    }

    @Test(arguments: ["a.b", "a b", "é", "a/b"])
    func `names are of letters, digits, hyphens and underscores`(name: String) {
        let draft = metafield("json", "1") {
            $0.namespace = name
            $0.key = name
        }
        #expect(
            completed(draft).issues == [
                "namespace must contain only letters, digits, hyphens and underscores",
                "key must contain only letters, digits, hyphens and underscores",
            ])
    }

    @Test func `names do not change`() {
        let draft = metafield("json", "1") {
            $0.namespace = "other"
            $0.key = "other"
        }
        let before = metafield("json", "1")
        #expect(completed(draft, before: before).issues == ["namespace can't be changed", "key can't be changed"])
    }

    @Test func `what belongs to no record belongs to the shop`() {
        let draft = metafield("json", "1") { $0.ownerResource = "thing" }
        #expect(completed(draft).issues == ["owner_resource needs an owner_id unless it is shop"])
        let owned = metafield("json", "1") {
            $0.ownerResource = "thing"
            $0.ownerID = 7
        }
        #expect(completed(owned).issues == [])
    }

    @Test func `a type does not change silently`() {
        let before = metafield("number_integer", "5")
        let draft = metafield("single_line_text_field", "5")
        #expect(
            completed(draft, before: before, sent: ["type"]).issues == [
                "type can't be changed without a value of the new type"
            ])
        let changed = completed(draft, before: before, sent: ["type", "value"])
        #expect(changed.issues == [] && changed.metafield.value == .string("5"))
        let kept = metafield("", #""abc""#)
        #expect(
            completed(kept, before: before, sent: ["value"]).issues == [
                "value must be a whole number from -9007199254740991 to 9007199254740991"
            ])
    }

    @Test func `a definition gives the type and allows no other`() {
        let whole = definition("number_integer")
        #expect(completed(metafield("", "5"), by: whole).metafield.type == "number_integer")
        #expect(
            completed(metafield("json", "5"), by: whole).issues == [
                "type must be number_integer, which its definition says"
            ])
    }

    @Test func `a value that is as it was is not judged again`() {
        let before = metafield("number_integer", "5")
        let strict = definition("number_integer") { $0.max = JSON("3") }
        var draft = before
        draft.description = "d"
        #expect(completed(draft, before: before, sent: ["value", "description"], by: strict).issues == [])
        draft.value = JSON("6")
        #expect(completed(draft, before: before, sent: ["value"], by: strict).issues == ["value must not be above 3"])
    }

    @Test func `the text that owners are found by is kept only where a definition wants it`() {
        let draft = metafield("number_decimal", "5.50")
        #expect(completed(draft).metafield.indexValue == nil)
        let indexed = completed(draft, by: definition("number_decimal") { $0.isIndexed = true }).metafield
        #expect(indexed.indexValue == "5.5" && indexed.indexedPath == "shop.custom.size")
        let unique = completed(draft, by: definition("number_decimal") { $0.isUnique = true }).metafield
        #expect(unique.indexValue == "5.5")
        #expect(completed(metafield("id", #""A""#)).metafield.indexValue == "A")
    }
}

@Suite struct SentMetafieldTests {
    @Test func `metafields are read from the body of their owner`() throws {
        let sent = try SentMetafield.list(
            JSON(#"[{"namespace":"a","key":"b","value":5,"type":"json","id":0},{"id":7}]"#))
        #expect(sent.map(\.id) == [nil, 7] && sent.map(\.namespace) == ["a", ""])
        #expect(sent[0].value == JSON("5") && sent[1].value == nil)
        #expect(try SentMetafield.list(JSON("null")) == [] && SentMetafield.list(nil) == [])
    }

    @Test(arguments: ["{}", "5", #""a""#, "[5]", "[null]", "[\((0...100).map { _ in "{}" }.joined(separator: ","))]"])
    func `anything else is refused`(text: String) {
        #expect(throws: Failures.self) { try SentMetafield.list(JSON(text)) }
    }

    @Test func `what the declaration refuses is told with its place`() {
        var failures = Failures()
        var draft = Metafield()
        draft.namespace = "ab"
        draft.type = String(repeating: "t", count: 65)
        draft.description = String(repeating: "d", count: 1025)
        SentMetafield.checkDeclared(draft, &failures)
        #expect(
            failures.issues.map { "\($0.field) \($0.message)" } == [
                "namespace is too short (minimum is 3 characters)", "key can't be blank",
                "type is too long (maximum is 64 characters)",
                "description is too long (maximum is 1024 characters)", "value can't be blank",
            ])
    }
}
