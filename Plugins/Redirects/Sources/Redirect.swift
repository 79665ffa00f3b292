import StoaKit

/// An address that leads to another one.
package struct Redirect: Record, Equatable {
    package var id: Int64 = 0
    package var path = ""
    package var target = ""
    /// The path without regard to case.
    package var pathKey = ""
    /// The same of the path that the target names; nil if it leads to another website.
    package var targetKey: String?

    package init() {}

    package init(from path: String, to target: String) {
        self.path = path
        self.target = target
    }
}
