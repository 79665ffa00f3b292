import Content
import StoaKit
import Testing

@Suite struct MediaTests {
    @Test(arguments: ["", "f", "fo", "foo", "foob", "fooba", "foobar", "\u{0}\u{7F}ÿ"])
    func `base64 is read back`(text: String) {
        let whole = Array(text.utf8)
        #expect([UInt8](base64: whole.base64) == whole)
    }

    @Test(
        arguments: [
            ("Zg==", "f"), ("Zm9v\r\nYmFy", "foobar"), ("Z g = =", "f"), ("Zg", nil), ("Zg=", nil), ("Zg===", nil),
            ("Z", nil),
            ("Zg==Zg==", nil), ("=", nil), ("Zm9v=", nil), ("Zm9-", nil), ("Zm9\u{E9}", nil),
        ] as [(String, String?)])
    func `what is no base64 is not guessed at`(given: String, text: String?) {
        #expect([UInt8](base64: given) == text.map { Array($0.utf8) })
    }

    @Test(
        arguments: [
            ("GIF89a", "image/gif"), ("%PDF-1.4", "application/pdf"), ("RIFF1234WEBPVP8", "image/webp"),
            ("0000ftypisom", "video/mp4"), ("0000ftypavif", "image/avif"), ("RIFF1234WAVE", nil), ("0000ftypqt  ", nil),
            ("GIF8", nil), ("", nil), ("<svg xmlns=", nil), ("<!DOCTYPE html>", nil), ("#!/bin/sh", nil),
        ] as [(String, String?)])
    func `the first bytes tell the type`(beginning: String, name: String?) {
        #expect(MediaType(sniffing: Array(beginning.utf8))?.name == name)
    }

    @Test(
        arguments: [
            ("a.png", "a.png"), ("/etc/passwd", "passwd"), (#"C:\x\a b.png"#, "a b.png"), ("a\r\nb", "ab"), ("..", nil),
            ("a/..", nil), ("/", nil), ("", nil), (" ", nil), (".a", ".a"),
        ] as [(String, String?)])
    func `names have no folders`(given: String, kept: String?) {
        #expect(plainName(given) == kept)
    }

    @Test func `names in headers are ASCII`() {
        #expect(percentEncoded("ä b\"\r\n;.png") == "%C3%A4%20b%22%0D%0A%3B.png")
    }

    @Test(
        arguments: [
            (
                #"{"src":"https://a.example/b.png"}"#,
                #"{"created_at":"1970-01-01T00:00:01+00:00","alt":null,"width":null,"height":null,"src":"https://a.example/b.png"}"#
            ),
            (
                #""https://a.example/b.png""#,
                #"{"created_at":"1970-01-01T00:00:01+00:00","alt":null,"width":null,"height":null,"src":"https://a.example/b.png"}"#
            ),
            (
                #"{"alt":"A","width":2,"height":-1,"src":"https://a.example/b.png"}"#,
                #"{"created_at":"1970-01-01T00:00:01+00:00","alt":"A","width":2,"height":null,"src":"https://a.example/b.png"}"#
            ),
            ("{}", nil), (#""""#, nil),
        ] as [(String, String?)])
    func `a picture has one form`(given: String, kept: String?) throws {
        var article = Article()
        article.image = JSON(given)
        try completeImage(&article, Change(now: Timestamp(microseconds: 1_000_000)))
        #expect(article.image?.text == kept)
    }

    @Test func `a picture that stays keeps what is not sent`() throws {
        var (article, before) = (Article(), Article())
        before.image = JSON(#"{"created_at":"then","alt":"A","width":2,"height":3,"src":"https://a.example/b.png"}"#)
        article.image = JSON(#"{"alt":null}"#)
        try completeImage(&article, Change(before: before))
        #expect(
            article.image?.text
                == #"{"created_at":"then","alt":null,"width":2,"height":3,"src":"https://a.example/b.png"}"#)
    }
}
