package import StoaKit

/// One post of a blog, as rules see it.
package struct Article: Publishable {
    package static let resource = "article"

    package var id: Int64 = 0
    package var title = ""
    package var handle = ""
    package var blogID: Int64?
    package var author = ""
    /// "a, b".
    package var tags = ""
    package var image: JSON?
    package var publishedAt: Timestamp?
    package var published: Bool?
    package var publishAt: Timestamp?
    package var publicSince: Timestamp?

    package init() {}
}
