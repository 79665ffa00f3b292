import StoaKit

/// A label of one article; lists of articles are filtered through it.
package struct ArticleTag: Record, Equatable {
    package var id: Int64 = 0
    package var articleID: Int64 = 0
    package var tag = ""

    package init() {}
}

/// How many articles of a blog have one author or label, so that nobody needs to read them all to list the words.
package struct ArticleTerm: Record, Equatable {
    package enum Kind: String, FieldValue, CaseIterable { case author, tag }

    package var id: Int64 = 0
    package var blogID: Int64 = 0
    package var kind = Kind.tag
    package var word = ""
    package var count: Int64 = 0

    package init() {}
}

/// The words of one article that are counted, in the blog where it is.
package struct ArticleTerms: Equatable {
    /// One word of one kind.
    package struct Term: Hashable {
        package let kind: ArticleTerm.Kind
        package let word: String
    }

    package let blogID: Int64
    package let list: [Term]

    /// Nil for an article that there is not.
    package init?(_ article: Article?) {
        guard let article, let blogID = article.blogID else { return nil }
        self.blogID = blogID
        let authors = article.author.isEmpty ? [] : [Term(kind: .author, word: article.author)]
        list = authors + words(ofLabels: article.tags).map { Term(kind: .tag, word: $0) }
    }

    /// Those that `other` does not count in the same blog.
    package func lacking(in other: ArticleTerms?) -> [Term] {
        guard let other, other.blogID == blogID else { return list }
        return list.filter { !other.list.contains($0) }
    }
}

/// The words of a text "a, b", as fields that hold labels keep it.
package func words(ofLabels text: String) -> [String] {
    text.split(separator: ",").map { part in
        String(part.drop { $0 == " " })
    }
}
