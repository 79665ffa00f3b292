package import StoaKit

/// Where old addresses of a store's website lead.
package enum Redirects: Module {
    package static let id = "redirects"
    package static let version = "1.0.0"

    package static var declarations: [any Declaration] {
        Resource(
            "redirect", plural: "redirects", "An address that leads to another one.", of: Redirect.self,
            typeName: "UrlRedirect", scopes: .readWrite("content")
        ) {
            Field(
                "path", "The old address: a path on the website.", \.path, .text(...1024), .required, .unique,
                .example("/old"))
            Field(
                "target", "Where it leads: a path or a web address.", \.target, .text(...2048), .required,
                .example("/products/new"))
            Field("path_key", "The path as it is compared.", \.pathKey, .readOnly, .hidden, .indexed)
            Field("target_key", "The path that the target names.", \.targetKey, .readOnly, .hidden, .indexed)

            Filter("path")
            Filter("target")
        }
        Prepare(prepareRedirect)
        Follow(shortenChains)
        Job(Jobs.shorten, "Takes the middle out of chains, some at a time.", delays: [1, 10, 60], shortenChainsLater)
        Job(Jobs.followBlog, "Redirects to the articles of a renamed blog.", delays: [1, 10, 60], followBlog)
        renamed
    }

    /// What leaves a redirect when its handle changes.
    @DeclarationBuilder private static var renamed: [any Declaration] {
        follow(InProducts.self)
        follow(InCollections.self)
        follow(InPages.self)
        follow(InBlogs.self)
        Follow(on: .update, blogWasRenamed)
        View("article", of: NamedArticle.self, optional: true) {
            Field("handle", "", \.handle)
            Field("blog_id", "", \.blogID)
        }
        Follow(articleWasNamed)
    }
}

enum Jobs {
    static let shorten = "shorten"
    static let followBlog = "follow_blog"
    /// Records in one step.
    static let page = 100
}
