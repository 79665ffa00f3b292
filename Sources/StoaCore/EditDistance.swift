/// How many characters have to be changed, added or left out to make one word another (Levenshtein 1966): finds what
/// somebody meant who has mistyped a name.
package enum EditDistance {
    /// Words are cut at this many bytes, since the cost grows with both lengths.
    private static let bytesMax = 128

    package static func between(_ left: String, _ right: String) -> Int {
        let left = Array(left.utf8.prefix(bytesMax))
        let right = Array(right.utf8.prefix(bytesMax))
        var above = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                let change = above[column] + (letter == other ? 0 : 1)
                current.append(min(change, above[column + 1] + 1, current[column] + 1))
            }
            above = current
        }
        return above[right.count]
    }
}
