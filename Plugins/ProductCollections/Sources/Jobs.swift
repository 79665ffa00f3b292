/// What is left for later when there is much of it.
enum Jobs {
    static let recompute = "recompute"
    static let rerank = "rerank"
    static let catchUp = "catch_up"
    /// Records in one step.
    static let page = 50
    /// Records that are looked at together with a change of rules or of the sort order; the rest is a job's.
    static let atOnceMax = 500
    /// Seconds before each further attempt.
    static let delays: [UInt32] = [1, 10, 60, 600]
}
