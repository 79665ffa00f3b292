import Customers
import Testing

@Suite struct EmailTests {
    @Test(arguments: [
        ("A@x.com", "a@X.com"), (" a@x.com\n", "a@x.com"), ("a@x.com.", "a@x.com"), ("É@x.com", "É@X.COM"),
        ("a@STRASSE.de", "a@straße.de"), ("a@ΣΊΣΥΦΟΣ.gr", "a@σίσυφος.gr"), ("a@BÜCHER.example", "a@bücher.example"),
        ("a@cafe\u{301}.fr", "a@café.fr"), ("a@\u{212A}iel.de", "a@kiel.de"),
    ])
    func `spellings of one mailbox have one key`(first: String, second: String) throws {
        #expect(try #require(Email(first)).key == (try #require(Email(second))).key)
    }

    @Test(arguments: [
        // The local part is ASCII to fold: what its host makes of the rest, only its host knows.
        ("É@x.com", "é@x.com"), ("ß@x.com", "ss@x.com"), ("a@x.com", "a@y.com"),
        // Turkish: neither ı nor İ is i.
        ("ı@x.com", "i@x.com"), ("ı@x.com", "I@x.com"), ("a@ısparta.com", "a@isparta.com"),
        ("a@İzmir.com", "a@izmir.com"),
        // What is escaped is not what looks escaped.
        ("%C3%A9@x.com", "é@x.com"),
    ])
    func `different mailboxes have different keys`(first: String, second: String) throws {
        #expect(try #require(Email(first)).key != (try #require(Email(second))).key)
    }

    @Test func `the address is shown as it was given and the key is ASCII`() throws {
        let email = try #require(Email(" Änne.O'Neil+x@Bücher.Example "))
        #expect(email.text == "Änne.O'Neil+x@Bücher.Example")
        #expect(email.key.utf8.allSatisfy { $0 < 0x80 })
    }

    @Test(arguments: [
        "", "a", "@x.com", "a@", "a@x", "a@@x.com", "a b@x.com", "a@x .com", "a@x..com", "a@.x.com", "a@-x.com",
        "a@x-.com", ".a@x.com", "a.@x.com", "a..b@x.com", "a,b@x.com", "\"a\"@x.com", "a@[127.0.0.1]", "a@x_y.com",
        "<a@x.com>", "a@x.com, b@x.com", "a@x.com..", "a\u{7}@x.com", "a\u{2003}b@x.com",
        String(repeating: "a", count: 65) + "@x.com", "a@" + String(repeating: "a", count: 64) + ".com",
        "a@" + String(repeating: "abc.", count: 63) + "com",
    ])
    func `what no mail reaches is none`(text: String) {
        #expect(Email(text) == nil)
    }
}

@Suite struct PhoneTests {
    @Test(arguments: [
        ("+1 (555) 555-1234", "+15555551234"), ("0044 20 7946 0000", "+442079460000"), ("555-1234", "5551234"),
        ("+49.30/901820", "+4930901820"), ("+1\u{A0}555 555 1234 ", "+15555551234"), ("12345", "12345"),
        ("123456789012345", "123456789012345"),
    ])
    func `a number is digits, with a plus where the country is known`(given: String, text: String) {
        #expect(Phone(given)?.text == text)
    }

    @Test(arguments: [
        "", "abc", "1234", "1234567890123456", "+1 555 CALL NOW", "555+1234", "++15555551234", "12 34 56 x7", "١٢٣٤٥٦",
        "00123",
    ])
    func `anything else is no number`(given: String) {
        #expect(Phone(given) == nil)
    }
}
