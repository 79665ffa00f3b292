import Content
import StoaKit
import Testing

@Suite struct TermTests {
    private func terms(_ author: String, _ tags: String, in blog: Int64? = 1) -> ArticleTerms? {
        var article = Article()
        (article.author, article.tags, article.blogID) = (author, tags, blog)
        return ArticleTerms(article)
    }

    private func told(_ list: [ArticleTerms.Term]?) -> [String] {
        (list ?? []).map { "\($0.kind) \($0.word)" }
    }

    @Test func `an article counts for its author and each of its labels`() {
        #expect(told(terms("Ada", "a b, c")?.list) == ["author Ada", "tag a b", "tag c"])
        #expect(told(terms("", "")?.list) == [])
        #expect(terms("Ada", "a", in: nil) == nil && ArticleTerms(nil) == nil)
    }

    @Test func `what counts elsewhere counts again`() {
        #expect(told(terms("Ada", "a, b")?.lacking(in: terms("Ada", "b, c"))) == ["tag a"])
        #expect(told(terms("Ada", "a")?.lacking(in: terms("Ada", "a", in: 2))) == ["author Ada", "tag a"])
        #expect(told(terms("Ada", "a")?.lacking(in: nil)) == ["author Ada", "tag a"])
    }

    @Test func `words are listed once, by the alphabet or by how frequent they are`() {
        let list = [("b", 1), ("a", 1), ("c", 2), ("b", 4), ("d", 2)].map { word, count in
            var term = ArticleTerm()
            (term.word, term.count) = (word, Int64(count))
            return term
        }
        #expect(inOrder(list, isPopular: false) == ["a", "b", "c", "d"])
        #expect(inOrder(list, isPopular: true) == ["b", "c", "d", "a"])
    }

    @Test(
        arguments: [
            ("a=1&b=2", "b", "2"), ("asset%5Bkey%5D=templates%2Fa.liquid", "asset[key]", "templates/a.liquid"),
            ("asset[key]=a", "asset[key]", "a"), ("a=1&a=2", "a", "2"), ("a=b+c%2B", "a", "b c+"), ("a", "a", ""),
            ("a=b=c", "a", "b=c"), ("a=%", "a", nil), ("a=%zz", "a", nil), ("a=%ff", "a", nil), ("", "a", nil),
            ("&&=", "", ""),
        ] as [(String, String, String?)])
    func `parameters are decoded`(query: String, name: String, value: String?) {
        #expect(Query(query)[name] == value)
    }
}
