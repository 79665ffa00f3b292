import CStoaABI
import StoaKit
import Testing

private struct Tin: Record, Equatable {
    var id: Int64 = 0
    var name = ""
}

private enum Tins: Module {
    static let id = "tins"
    static let version = "1.0.0"

    enum Metal: String, FieldValue, CaseIterable { case steel, aluminium }

    static var declarations: [any Declaration] {
        Resource("tin", plural: "tins", "A tin.", of: Tin.self, scopes: .readWrite("tins")) {
            Field("name", "Its name.", \.name)
        }
        Route("POST", "tins/fill", "Fills a tin.", scope: "write_tins", writes: true, answer).takes(
            "filling", .required("tin_id", "The tin.", .id(of: "tin")),
            .required(
                "lots", "What goes in.", .list(of: .object(.required("count", "How many.", .int(2...9))), upTo: 5)),
            .required("code", "Its mark.", .text(...20).unique), .optional("note", "More.", .text.orNull),
            .optional("metal", "What it is of.", .oneOf(Metal.self).orNull.example(.string("steel")))
        ).answers("weight", .number)
        Route("GET", "tins/best", "Shows the best.", scope: "read_tins", answer).answers(Tin.self)
        Route("GET", "tins/good", "Lists good ones.", scope: "read_tins", answer).answersPages(of: Tin.self)
        Route("GET", "tins/odd", "Says something.", scope: "read_tins", answer)
    }

    @Sendable private static func answer(_ request: Request, _ context: Context) throws(Failures) -> Response {
        .empty()
    }
}

@Suite struct ShapeTests {
    private func routes() throws -> [stoa_route] {
        let host = try FakeHost(ModuleEntry(Tins.self))
        defer { host.close() }
        let list = host.module.decl.pointee.routes
        return (0..<Int(list.count)).compactMap { list.items?[$0] }
    }

    private func text(_ string: stoa_str) -> String {
        String(decoding: UnsafeRawBufferPointer(start: string.p, count: string.n), as: UTF8.self)
    }

    @Test func `a body is declared as a schema with an example of what it needs`() throws {
        let fill = try routes()[0]
        #expect(text(fill.body_name) == "filling")
        #expect(
            text(fill.body)
                == #"{"type":"object","required":["tin_id","lots","code"],"properties":{"#
                + #""tin_id":{"type":"integer","format":"int64","x-stoa-target":"tin","description":"The tin."},"#
                + #""lots":{"type":"array","items":{"type":"object","required":["count"],"properties":{"count":"#
                + #"{"type":"integer","format":"int64","minimum":2,"maximum":9,"description":"How many."}}},"#
                + #""maxItems":5,"description":"What goes in."},"#
                + #""code":{"type":"string","maxLength":20,"x-stoa-unique":true,"description":"Its mark."},"#
                + #""note":{"type":["string","null"],"description":"More."},"#
                + #""metal":{"type":["string","null"],"enum":["steel","aluminium",null],"description":"What it is of."}}}"#
        )
        #expect(
            text(fill.body_example) == #"{"tin_id":1,"lots":[{"count":2}],"code":"Example","metal":"steel"}"#)
    }

    @Test func `an answer is JSON under a name, a record or a page of records`() throws {
        let routes = try routes()
        #expect(text(routes[0].answer_name) == "weight" && text(routes[0].answer).contains("number"))
        #expect(routes.map { text($0.answer_resource) } == ["", "tin", "tin", ""])
        #expect(routes.map { $0.flags & UInt32(STOA_ROUTE_PAGE) != 0 } == [false, false, true, false])
        #expect(routes.dropFirst().allSatisfy { $0.body.n == 0 && $0.answer.n == 0 })
    }
}
