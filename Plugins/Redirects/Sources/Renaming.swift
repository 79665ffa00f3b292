import StoaKit

/// Leaves redirects where records of a resource are renamed.
@DeclarationBuilder func follow<Where: Place>(_: Where.Type) -> [any Declaration] {
    View(Where.resource, of: Named<Where>.self, optional: true) { Field("handle", "", \.handle) }
    Follow<Named<Where>> { (record, change, context) throws(Failures) in
        try relocate(from: change.before?.path, to: record.path, context)
    }
}

@Sendable func articleWasNamed(
    _ article: NamedArticle, _ change: Change<NamedArticle>, _ context: Context
) throws(Failures) {
    let before = change.before
    guard before?.handle != article.handle || before?.blogID != article.blogID else { return }
    guard let blog = try context.fetch(Named<InBlogs>.self, article.blogID) else { return }
    var old: String?
    if let before, let blog = try context.fetch(Named<InBlogs>.self, before.blogID) {
        old = before.path(below: blog.handle)
    }
    try relocate(from: old, to: article.path(below: blog.handle), context)
}

/// The articles of a blog have its handle in their paths; there may be many, so a job goes through them.
@Sendable func blogWasRenamed(
    _ blog: Named<InBlogs>, _ change: Change<Named<InBlogs>>, _ context: Context
) throws(Failures) {
    guard let before = change.before, before.handle != blog.handle else { return }
    try context.enqueue(Jobs.followBlog, BlogMove(blogID: blog.id, from: before.handle).json)
}

/// A job: redirects from the old paths of some articles to where they are now.
@Sendable func followBlog(_ job: JobRun, _ context: Context) throws(Failures) -> JobRun.Next {
    guard var move = BlogMove(job.arguments), let blog = try context.fetch(Named<InBlogs>.self, move.blogID) else {
        return .done
    }
    // The old paths may belong to the articles of another blog by now, or of this one again.
    let holders = try context.find(Named<InBlogs>.self, where: .equal("handle", move.from), limit: 1)
    guard holders.isEmpty else { return .done }
    let articles = try context.find(
        NamedArticle.self, where: .equal("blog_id", move.blogID), after: move.after, limit: Jobs.page)
    for article in articles {
        try relocate(from: article.path(below: move.from), to: article.path(below: blog.handle), context)
    }
    guard articles.count == Jobs.page, let last = articles.last else { return .done }
    move.after = last.id
    try context.enqueue(Jobs.followBlog, move.json)
    return .done
}

/// A blog that had another handle, as the job is told of it.
struct BlogMove: Equatable {
    let blogID: Int64
    /// The old handle.
    let from: String
    /// The last article that is done.
    var after: Int64 = 0

    init(blogID: Int64, from: String) {
        self.blogID = blogID
        self.from = from
    }

    init?(_ json: JSON) {
        guard let blogID = json["blog_id"]?.integer, let from = json["from"]?.string else { return nil }
        self.init(blogID: blogID, from: from)
        after = json["after"]?.integer ?? 0
    }

    var json: JSON {
        .object([("blog_id", JSON(String(blogID))), ("from", .string(from)), ("after", JSON(String(after)))])
    }
}

/// Something is found at a path now: no redirect leads away from it, and one leads to it from where it was.
private func relocate(from old: String?, to new: String, _ context: Context) throws(Failures) {
    guard old != new else { return }
    if let taken = try stored(Address.folded(new), context) { try context.remove(Redirect.self, taken.id) }
    guard let old else { return }
    if let stored = try stored(Address.folded(old), context) {
        try context.update(Redirect.self, stored.id) { (redirect) throws(Failures) in redirect.target = new }
    } else {
        try context.create(Redirect(from: old, to: new))
    }
}
