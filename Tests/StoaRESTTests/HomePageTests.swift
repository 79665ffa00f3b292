import StoaCore
import StoaREST
import StoaRecords
import Testing

struct HomePageTests {
    @Test func `The page names every operation, scope and error code`() throws {
        let registry = try referenceRegistry()
        let page = html(of: registry)
        for operation in Operations.all(of: registry) {
            #expect(page.contains("<code>/\(operation.pattern)</code>"))
            for dialect in Dialect.all { #expect(page.contains(dialect.title)) }
        }
        for scope in registry.scopes { #expect(page.contains("<code>\(scope.name)</code>")) }
        for code in Failure.Code.all { #expect(page.contains("<code>\(code.name)</code>")) }
    }

    @Test func `A refused module is shown with the reason`() throws {
        let page = String(decoding: HomePage.make(pageContent(of: try referenceRegistry())), as: UTF8.self)
        #expect(page.contains("<strong>example.reports</strong> was refused: needs the module stoa.taxes 2.0"))
    }

    @Test func `Development mode is said, and only when it is on`() throws {
        var content = pageContent(of: try referenceRegistry())
        #expect(!String(decoding: HomePage.make(content), as: UTF8.self).contains("Development mode"))
        content.isDevelopment = true
        #expect(String(decoding: HomePage.make(content), as: UTF8.self).contains("Development mode"))
    }

    @Test func `A hidden field is not on the page`() throws {
        #expect(!html(of: try referenceRegistry()).contains("secret_note"))
    }

    @Test(arguments: [
        "<script>alert(1)</script>", "\" onload=\"x", "'><img src=x>", "\"\u{301} onload=x", "<\u{301}b>",
    ])
    func `Hostile texts are escaped, with combining marks too`(title: String) throws {
        let content = pageContent(of: try referenceRegistry(title: title), reason: title)
        let page = String(decoding: HomePage.make(content), as: UTF8.self)
        // By scalars: in a search by characters a quote with a mark on it is no quote.
        #expect(page.unicodeScalars.firstRange(of: title.unicodeScalars) == nil)
        #expect(page.contains("&lt;") || page.contains("&quot;") || page.contains("&#39;"))
    }

    @Test func `Nothing on the page comes from elsewhere or runs`() throws {
        let page = html(of: try referenceRegistry())
        #expect(!page.contains("<script"))
        #expect(!page.contains("style=\""))
        #expect(page.ranges(of: "src=").isEmpty)
        #expect(HomePage.contentSecurityPolicy.hasPrefix("default-src 'none'; style-src 'sha256-"))
    }

    @Test func `The example of a create is a line that a shell takes as it is`() throws {
        let line =
            "curl -X POST http://127.0.0.1:8080/api/v1/suppliers.json -H &quot;Authorization: Bearer $STOA_KEY&quot; "
            + "-H &#39;Content-Type: application/json&#39; -d &#39;{&quot;supplier&quot;:{&quot;name&quot;:"
        #expect(html(of: try referenceRegistry()).contains(line))
    }

    @Test func `The page of a server without modules is whole`() throws {
        let page = html(of: try Registry(modules: []))
        #expect(page.contains("None is loaded"))
        #expect(page.hasSuffix("</html>\n"))
    }

    private func html(of registry: Registry) -> String {
        String(decoding: HomePage.make(pageContent(of: registry)), as: UTF8.self)
    }
}
