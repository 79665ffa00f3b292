import StoaKit

/// Labels that a blog shows of its articles; the rest is in the list of its labels.
let tagsShownMax = 250

/// Keeps count of the authors and labels of a blog when one of its articles changes.
@Sendable func countTerms(_ article: Article, _ change: Change<Article>, _ context: Context) throws(Failures) {
    let old = ArticleTerms(change.before)
    let new = ArticleTerms(change.operation == .delete ? nil : article)
    guard old != new else { return }
    let (dropped, added) = (old?.lacking(in: new) ?? [], new?.lacking(in: old) ?? [])
    // Labels of a deleted article are deleted with it.
    if change.operation != .delete { try label(article, context) }
    if let old { try count(dropped, by: -1, in: old.blogID, context) }
    if let new { try count(added, by: 1, in: new.blogID, context) }
}

/// Makes the records of an article's labels equal to its labels.
private func label(_ article: Article, _ context: Context) throws(Failures) {
    var missing = words(ofLabels: article.tags)
    for stored in try context.find(ArticleTag.self, where: .equal("article_id", article.id)) {
        if let place = missing.firstIndex(of: stored.tag) {
            missing.remove(at: place)
        } else {
            try context.remove(ArticleTag.self, stored.id)
        }
    }
    for word in missing {
        var tag = ArticleTag()
        (tag.articleID, tag.tag) = (article.id, word)
        try context.create(tag)
    }
}

private func count(
    _ terms: [ArticleTerms.Term], by step: Int64, in blogID: Int64, _ context: Context
) throws(Failures) {
    // It may be deleted, and its articles with it.
    guard !terms.isEmpty, try context.fetch(Blog.self, blogID) != nil else { return }
    var hasNewWords = false
    for term in terms {
        let stored = try context.find(
            ArticleTerm.self, where: .equal("word", term.word), .equal("blog_id", blogID), .equal("kind", term.kind),
            limit: 1
        ).first
        let count = (stored?.count ?? 0) + step
        hasNewWords = hasNewWords || stored == nil || count <= 0
        if let stored, count <= 0 {
            try context.remove(ArticleTerm.self, stored.id)
        } else if let stored {
            try context.update(ArticleTerm.self, stored.id) { (kept) throws(Failures) in kept.count = count }
        } else if count > 0 {
            var made = ArticleTerm()
            (made.blogID, made.kind, made.word, made.count) = (blogID, term.kind, term.word, count)
            try context.create(made)
        }
    }
    if hasNewWords { try showTags(of: blogID, context) }
}

private func showTags(of blogID: Int64, _ context: Context) throws(Failures) {
    let tags = try context.find(
        ArticleTerm.self, where: .equal("blog_id", blogID), .equal("kind", ArticleTerm.Kind.tag), limit: tagsShownMax)
    let text = tags.map(\.word).joined(separator: ", ")
    try context.update(Blog.self, blogID) { (blog) throws(Failures) in blog.tags = text }
}
