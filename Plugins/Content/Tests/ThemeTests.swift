import Content
import StoaKit
import Testing

@Suite struct ThemeTests {
    struct Case: Sendable {
        var operation = WriteOperation.create
        var role = Theme.Role.unpublished
        var before: Theme.Role?
        var hasOther = false
        var isSent = false
        /// Nil if it is refused.
        var result: Theme.Role?
    }

    @Test(arguments: [
        Case(result: .main), Case(hasOther: true, result: .unpublished), Case(isSent: true, result: .unpublished),
        Case(role: .main, hasOther: true, isSent: true, result: .main),
        Case(role: .development, isSent: true, result: .development),
        Case(operation: .update, role: .unpublished, before: .main),
        Case(operation: .update, role: .unpublished, before: .main, hasOther: true, result: .unpublished),
        Case(operation: .update, role: .main, before: .unpublished, hasOther: true, result: .main),
        Case(operation: .update, role: .demo, before: .unpublished, result: .demo),
        Case(operation: .delete, role: .main, before: .main, hasOther: true),
        Case(operation: .delete, role: .demo, before: .demo, result: .demo),
    ])
    func `the main role is never given up, only taken over`(example: Case) {
        var theme = Theme()
        theme.role = example.role
        let before = example.before.map { role in
            var before = Theme()
            before.role = role
            return before
        }
        let change = Change(example.operation, before: before, sent: example.isSent ? ["role"] : [])
        do {
            try settleRole(&theme, change) { () throws(Failures) in example.hasOther }
            #expect(theme.role == example.result)
        } catch {
            #expect(example.result == nil)
        }
    }

    @Test(arguments: [
        "templates/index.liquid", "assets/a.b-c_d@2x.png", "templates/customers/login.json",
        "config/settings_data.json",
    ])
    func `these are paths of files`(key: String) {
        #expect(AssetKey.isLegal(key))
    }

    @Test(arguments: [
        "", "index.liquid", "templates", "templates/", "templates//a.txt", "templates/../a.txt", "../assets/a.txt",
        "/assets/a.txt", "etc/passwd.txt", "assets/a", "assets/.a", "assets/a b.txt", "assets/a/b/c.txt",
        "assets/ä.txt",
        "assets/a\\b.txt", "assets/a\u{0}.txt",
    ])
    func `these are not`(key: String) {
        #expect(!AssetKey.isLegal(key))
    }

    @Test(arguments: [
        ("templates/index.liquid", "text/x-liquid"), ("assets/a.min.js", "application/javascript"),
        ("assets/theme.css.liquid", "text/x-liquid"), ("assets/a.xyz", "application/octet-stream"),
    ])
    func `the last extension tells the type`(key: String, type: String) {
        #expect(AssetKey.contentType(of: key) == type)
    }

    @Test(
        arguments: [
            (Array("é".utf8), "é", false), ([], "", false), ([0xFF], "/w==", true), ([0x41, 0], "QQA=", true),
        ] as [([UInt8], String, Bool)])
    func `what is no text is kept in base64`(bytes: [UInt8], text: String, isBinary: Bool) {
        let kept = body(bytes)
        #expect((kept.text, kept.isBinary) == (text, isBinary))
    }
}
