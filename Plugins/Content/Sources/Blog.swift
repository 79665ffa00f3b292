import StoaKit

/// A series of articles, as rules see it.
package struct Blog: Record, Equatable {
    package var id: Int64 = 0
    /// Labels of its articles, "a, b".
    package var tags = ""

    package init() {}
}
