/// A place as an address has it: its name and its code, of which a client often gives only one.
package struct Place: Equatable {
    package var name: String?
    package var code: String?

    package init(_ name: String?, _ code: String?) {
        self.name = name
        self.code = code
    }

    /// Brings name and code together: what changed wins, the name if both did.
    ///
    /// A place that is not known stays as the client gave it, without the code of the one before it.
    ///
    /// - Parameters:
    ///   - before: As it is stored.
    ///   - known: The place that has this name or code.
    /// - Returns: The place that was found.
    @discardableResult
    package mutating func settle(before: Place, known: (String) -> Place?) -> Place? {
        name = name.present
        code = code.present
        let (isNameNew, isCodeNew) = (name != before.name, code != before.code)
        if isNameNew || !isCodeNew, let place = name.flatMap(known) {
            self = place
            return place
        }
        if isNameNew, !isCodeNew { code = nil }
        guard let place = code.flatMap(known) else { return nil }
        code = place.code
        if name == nil || isCodeNew && !isNameNew { name = place.name }
        return place
    }
}
