package import StoaKit

/// A tree of links, as rules see it.
package struct Menu: Record, Equatable {
    package var id: Int64 = 0
    /// The tree itself.
    ///
    /// One value rather than records that name their parents: so there is nothing that could go round in a circle, the
    /// order is that of the arrays, and a menu is never seen half changed.
    package var items = JSON("[]")

    package init() {}
}

/// One link of a menu with those below it, read from what a client sent.
struct MenuItem {
    /// Levels of a menu.
    static let depthMax = 3
    /// Links of one menu, all levels together.
    static let countMax = 500
    private static let textMax = 255
    private static let addressMax = 2_048

    /// What a link leads to, and what it needs for that.
    private enum Need { case url, record, nothing }

    private static let needs: [String: Need] = [
        "http": .url, "page": .record, "blog": .record, "article": .record, "product": .record, "collection": .record,
        "shop_policy": .record, "frontpage": .nothing, "catalog": .nothing, "collections": .nothing,
        "search": .nothing,
    ]

    private let json: JSON
    private let path: String

    init(_ json: JSON, path: String) {
        self.json = json
        self.path = path
    }

    /// Its one form, without what nobody knows; adds to `failures` what is wrong with it.
    func normalized(below items: JSON, _ failures: inout Failures) -> JSON {
        let title = json["title"]?.string ?? ""
        let type = json["type"]?.string?.lowercased() ?? "http"
        check(title, type, &failures)
        let url = json["url"].flatMap { $0.string == "" ? nil : $0 } ?? .null
        return .object([
            ("title", .string(title)), ("type", .string(type)), ("url", url),
            ("resource_id", json["resource_id"] ?? .null), ("items", items),
        ])
    }

    /// The links below it as they were sent.
    var items: JSON { json["items"].flatMap { $0.isNull ? nil : $0 } ?? JSON("[]") }

    private func check(_ title: String, _ type: String, _ failures: inout Failures) {
        if title.allSatisfy(\.isWhitespace) { failures.add("\(path).title", "can't be blank") }
        if title.unicodeScalars.count > Self.textMax {
            failures.add("\(path).title", "is too long (maximum is \(Self.textMax) characters)")
        }
        guard let need = Self.needs[type] else { return failures.add("\(path).type", "is not included in the list") }
        let url = json["url"].flatMap { $0.isNull || $0.string == "" ? nil : $0 }
        if url == nil, need == .url { failures.add("\(path).url", "can't be blank") }
        if let url, !Self.isFollowed(url.string ?? "") { failures.add("\(path).url", "is not a valid URL") }
        let id = json["resource_id"].flatMap { $0.isNull ? nil : $0 }
        if id == nil, need == .record { failures.add("\(path).resource_id", "can't be blank") }
        if let id, (id.integer ?? 0) < 1 { failures.add("\(path).resource_id", "is not an id") }
    }

    private static func isFollowed(_ url: String) -> Bool {
        guard url.utf8.count <= addressMax else { return false }
        return WebAddress.isPath(url) || WebAddress.isAbsolute(url) || WebAddress.isContact(url)
    }
}
