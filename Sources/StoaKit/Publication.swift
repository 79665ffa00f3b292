extension Change {
    /// Since when a record is public, from what a client said of it.
    ///
    /// What is made is public at once, unless the client said otherwise: by `published`, or by a time of its own, null
    /// included. What is changed stays as it is.
    ///
    /// - Parameters:
    ///   - published: Whether it is to be public, if the client said so.
    ///   - time: Since when it is, as the draft has it.
    ///   - isHeldBack: It is not made for the public yet; a draft, say.
    ///   - field: The name of the field that holds the time.
    /// - Returns: The time, or nil if it is not public.
    public func publication(
        _ published: Bool?, since time: Timestamp?, isHeldBack: Bool = false, field: String = "published_at"
    ) -> Timestamp? {
        switch published {
        case false: nil
        case true: time ?? now
        case nil: operation == .create && !isHeldBack && !wasSent(field) ? time ?? now : time
        }
    }
}
