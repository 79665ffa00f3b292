import StoaKit

/// An axis along which the variants of a product differ, such as "Size".
package struct Option: Record, Equatable {
    package var id: Int64 = 0
    package var name = ""
    /// The values that variants have on this axis, in the order they are offered.
    package var values: [String] = []

    package init() {}
}
