extension Array {
    /// The elements in their sequence, at most `most` of them in a part: what a host call takes at a time.
    public func parts(of most: Int) -> [[Element]] {
        stride(from: 0, to: count, by: most).map { Array(self[$0..<Swift.min($0 + most, count)]) }
    }
}
