import StoaKit

/// Where the records of a resource are found on the website: below one path, by their handles.
protocol Place: Sendable {
    static var resource: String { get }
    static var prefix: String { get }
}

enum InProducts: Place {
    static let resource = "product"
    static let prefix = "/products/"
}

enum InCollections: Place {
    static let resource = "collection"
    static let prefix = "/collections/"
}

enum InPages: Place {
    static let resource = "page"
    static let prefix = "/pages/"
}

enum InBlogs: Place {
    static let resource = "blog"
    static let prefix = "/blogs/"
}

/// A record of such a resource.
struct Named<Where: Place>: Record {
    var id: Int64 = 0
    var handle = ""

    var path: String { Where.prefix + handle }
}

/// A post of a blog, whose path has two handles.
struct NamedArticle: Record {
    var id: Int64 = 0
    var handle = ""
    var blogID: Int64 = 0

    func path(below blog: String) -> String { "\(InBlogs.prefix)\(blog)/\(handle)" }
}
