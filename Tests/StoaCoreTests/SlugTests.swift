import StoaCore
import Testing

struct SlugTests {
    @Test(arguments: [
        ("Ceramic Mug", "ceramic-mug"), ("  Ceramic -- Mug!  ", "ceramic-mug"), ("100% Wool", "100-wool"),
        ("", ""), ("---", ""), ("!?", ""), ("Café Crème", "cafe-creme"), ("Cafe\u{301}", "cafe"), ("Straße", "strasse"),
        ("STRASSE GROẞ", "strasse-gross"), ("Smørrebrød", "smorrebrod"), ("Łódź", "lodz"), ("Œuvre Æon", "oeuvre-aeon"),
        ("Þór Ðað", "thor-dad"), ("Việt Nam", "viet-nam"), ("İstanbul ışık", "istanbul-isik"), ("Čeština", "cestina"),
        ("Ελλάδα", "ελλάδα"), ("МОСКВА", "москва"), ("日本 茶", "日本-茶"), ("हिन्दी", "हिन्दी"),
        ("emoji 🎉 party", "emoji-party"),
        ("a\u{0}b", "a-b"), ("Bob's", "bob-s"), ("a/b\\c", "a-b-c"), ("../etc", "etc"), ("×÷", ""), ("\u{301}x", "x"),
        ("٣ tea", "tea"), ("Ünïcödé 3000", "unicode-3000"), ("ĲSSEL Ǆ", "ijssel-dz"),
    ])
    func `a slug is made from a title`(title: String, slug: String) {
        #expect(Slug.make(from: title) == slug)
        #expect(Slug.make(from: slug) == slug)
    }

    @Test(arguments: [("a", 255), ("é", 255), ("ж", 254), ("茶", 255), ("ß", 254), ("a ", 255), ("茶 ", 255)])
    func `a slug ends at 255 bytes on a letter`(unit: String, bytes: Int) {
        let slug = Slug.make(from: String(repeating: unit, count: 1000))
        #expect(slug.utf8.count == bytes)
        #expect(!slug.hasSuffix("-"))
        #expect(!slug.contains("\u{FFFD}"))
    }
}

struct CaseFoldTests {
    @Test(arguments: [
        ("Hello World 42", "hello world 42"), ("ÉCOLE", "école"), ("ŁÓDŹ", "łódź"), ("ΟΔΟΣ", "οδοσ"), ("οδος", "οδοσ"),
        ("МОСКВА", "москва"), ("Straße", "straße"), ("GROẞ", "groß"), ("ſ", "s"), ("日本", "日本"), ("[@`{", "[@`{"),
        ("", ""),
    ])
    func `letters fold to one case`(text: String, folded: String) {
        #expect(CaseFold.fold(text) == folded)
        #expect(CaseFold.fold(folded) == folded)
    }

    @Test func `every scalar folds alike in both its cases if each is one scalar`() throws {
        for value in 0x20..<0x2000 as Range<UInt32> {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let upper = scalar.properties.uppercaseMapping
            guard upper.unicodeScalars.count == 1 else { continue }
            #expect(CaseFold.fold(upper) == CaseFold.fold(String(scalar)))
        }
    }

    @Test func `bytes that are not UTF-8 become replacement characters`() {
        let folded = text { folded in
            ([0x41, 0xC0, 0xAF, 0x42] as [UInt8]).withUnsafeBytes { CaseFold.append($0, to: &folded) }
        }
        #expect(folded == "a\u{FFFD}\u{FFFD}b")
    }
}

struct LabelsTests {
    @Test(arguments: [
        ("a, b ,, A", "a, b"), ("", ""), (" , ,", ""), ("Summer", "Summer"), ("b,a", "b, a"), ("É,é,e", "É, e"),
        ("two words,  two words ", "two words"), ("\tx\n,y\u{A0}", "x, y"),
        ("a,\u{301}b", "a, \u{301}b"),
    ])
    func `labels are trimmed and kept once, in their first spelling`(text: String, expected: String) throws {
        let labels = try Labels(parsing: text, field: "tags")
        #expect(labels.text == expected)
        #expect(try Labels(parsing: labels.text, field: "tags") == labels)
    }

    @Test func `a label is found whatever its case`() throws {
        let labels = try Labels(parsing: "Summer, Été", field: "tags")
        #expect(labels.contains("sUMMER"))
        #expect(labels.contains("éTÉ"))
        #expect(!labels.contains("winter"))
    }

    @Test func `250 labels of 255 characters are accepted`() throws {
        let texts = (0..<250).map { "\($0)-" + String(repeating: "é", count: 251) }
        #expect(try Labels(parsing: texts.joined(separator: ","), field: "tags").words.count == 250)
    }

    @Test func `the 251st label is refused`() {
        let text = (0...250).map(String.init).joined(separator: ",")
        #expect(throws: Failure.invalid("tags", "has more than 250 labels")) {
            try Labels(parsing: text, field: "tags")
        }
    }

    @Test func `a repeat of one of 250 labels is no 251st`() throws {
        let text = (0..<250).map(String.init).joined(separator: ",") + ",7"
        #expect(try Labels(parsing: text, field: "tags").words.count == 250)
    }

    @Test func `a label of 256 characters is refused`() {
        #expect(throws: Failure.invalid("tags", "has a label of more than 255 characters")) {
            try Labels(parsing: "a," + String(repeating: "é", count: 256), field: "tags")
        }
    }
}
