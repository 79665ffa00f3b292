package import StoaCore
package import StoaRecords

/// One thing that clients can do, derived from the registry: the router, the OpenAPI documents, the reference page and
/// the generated tests all read this list and nothing else.
package struct Operation: Sendable {
    package enum Action: Sendable, Equatable {
        case list, count, get, create, update, delete
        /// A module's own route, by its index in the registry.
        case route(Int)
        case bulk(Bulk)
    }

    /// What can be done with many records at once, and with such an operation.
    package enum Bulk: String, Sendable {
        case `import`, export, result, cancel
    }

    package enum Segment: Sendable, Equatable {
        case literal(String)
        case parameter(String)
    }

    /// The record whose id comes first in the path.
    package struct Holder: Sendable, Equatable {
        /// Index of its resource in the registry.
        package let resource: Int
        /// The field that links to it; nil if it is the parent of a tree's child.
        package let field: Int?
        /// Of an attachment: what else the link says.
        package var kind: Link.Kind?
        /// The path names it as a facet of its resource, so it has to be one.
        package var facet: Facet?
    }

    package let index: Int
    package let action: Action
    package let method: HTTPMethod
    /// Relative to a dialect's base path, without `.json`.
    package let path: [Segment]
    /// Index of the resource in the registry; nil for module routes.
    package let resource: Int?
    /// What the path begins with, if that is not the resource itself.
    package let holder: Holder?
    /// The path is that of a facet of the resource.
    package let facet: Facet?
    package let scope: String
    /// That of what an attachment is attached to: it shows something of it.
    package let holderScope: String?
    package let module: String
    package let title: String

    /// `suppliers/{id}`, for people, metrics and the audit trail.
    package let pattern: String

    init(
        index: Int, action: Action, method: HTTPMethod, path: [Segment], resource: Int?, holder: Holder? = nil,
        facet: Facet? = nil, scope: String, holderScope: String? = nil, module: String, title: String
    ) {
        self.index = index
        self.action = action
        self.method = method
        self.path = path
        self.resource = resource
        self.holder = holder
        self.facet = facet
        self.scope = scope
        self.holderScope = holderScope
        self.module = module
        self.title = title
        pattern = path.map { segment in
            switch segment {
            case .literal(let text): text
            case .parameter(let name): "{\(name)}"
            }
        }.joined(separator: "/")
    }

    package var writes: Bool { method.isWrite }
    package var isNested: Bool { holder != nil }
}
