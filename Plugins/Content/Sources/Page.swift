package import StoaKit

/// A text of its own, as rules see it.
package struct Page: Publishable {
    package static let resource = "page"

    package var id: Int64 = 0
    package var title = ""
    package var handle = ""
    package var publishedAt: Timestamp?
    package var published: Bool?
    package var publishAt: Timestamp?
    package var publicSince: Timestamp?

    package init() {}
}
