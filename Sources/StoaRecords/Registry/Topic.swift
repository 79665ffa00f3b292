/// Something that can happen, under its one internal name and those that clients use.
package struct Topic: Sendable, Equatable {
    package let name: String
    package let title: String
    /// As the dialects spell it: "suppliers/create", "supplier/created".
    package let aliases: [String]
    /// What an actor needs to be told of it.
    package let scope: String
    package var module = ""

    package init(_ name: String, title: String, aliases: [String], scope: String) {
        self.name = name
        self.title = title
        self.aliases = aliases
        self.scope = scope
    }

    /// The topics that follow from a resource, spelled as the published APIs spell them: `things/create` in the
    /// shopify and native dialects, `thing/created` in storeicu, and `things/created` for those who take a name from
    /// either for the other: their documents do so themselves (features C-12).
    static func derived(from resource: ResourceDeclaration) -> [Topic] {
        guard resource.hasEvents else { return [] }
        let words = resource.name.split(separator: "_").joined(separator: " ")
        return [("created", "create"), ("updated", "update"), ("deleted", "delete")].map { past, verb in
            Topic(
                "\(resource.name).\(past)", title: "A \(words) was \(past).",
                aliases: ["\(resource.plural)/\(verb)", "\(resource.name)/\(past)", "\(resource.plural)/\(past)"],
                scope: resource.readScope)
        }
    }
}
