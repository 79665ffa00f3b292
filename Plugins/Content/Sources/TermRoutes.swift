import StoaKit

/// Words in one answer, unless the request wants fewer.
private let wordsMax: Int64 = 5_000

/// A route: who writes, in the order of the alphabet.
@Sendable func authorsRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    let terms = try allTerms(.author, in: nil, context)
    return .json("authors", .array(inOrder(terms, isPopular: false).map(JSON.string)))
}

/// A route: the labels of a blog or of all of them; in the order of the alphabet, or the most frequent first.
@Sendable func tagsRoute(_ request: Request, _ context: Context) throws(Failures) -> Response {
    var blogID: Int64?
    if request.parameters["blog_id"] != nil {
        blogID = try request.id("blog_id")
        guard let blogID, try context.fetch(Blog.self, blogID) != nil else { throw .notFound("Not found") }
    }
    let query = request.parametersOfQuery
    guard let limit = Int64(query["limit"] ?? String(wordsMax)), limit >= 1 else {
        throw Failures.malformed("limit", "is not a number from 1 to \(wordsMax)")
    }
    let isPopular = ["1", "true"].contains(query["popular"])
    let words = inOrder(try allTerms(.tag, in: blogID, context), isPopular: isPopular)
    return .json("tags", .array(words.prefix(Int(min(limit, wordsMax))).map(JSON.string)))
}

private func allTerms(
    _ kind: ArticleTerm.Kind, in blogID: Int64?, _ context: Context
) throws(Failures) -> [ArticleTerm] {
    var terms: [ArticleTerm] = []
    while terms.count < wordsMax {
        let after = terms.last?.id ?? 0
        let page =
            if let blogID {
                try context.find(
                    ArticleTerm.self, where: .equal("blog_id", blogID), .equal("kind", kind), after: after)
            } else {
                try context.find(ArticleTerm.self, where: .equal("kind", kind), after: after)
            }
        terms += page
        guard page.count == Context.pageMax else { break }
    }
    return terms
}

/// Each word once.
package func inOrder(_ terms: [ArticleTerm], isPopular: Bool) -> [String] {
    let counts = Dictionary(terms.map { ($0.word, $0.count) }, uniquingKeysWith: +)
    guard isPopular else { return counts.keys.sorted() }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
}
