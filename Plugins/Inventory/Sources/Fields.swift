package import StoaKit

/// The members of an object that a client sent to a route.
///
/// Numbers may stand in strings, as some clients send ids.
package struct Fields {
    private let members: [String: JSON]
    /// What stands before the names in refusals: `adjustments[2].`.
    private(set) var path: String

    package init(_ object: JSON, path: String = "") {
        members = Dictionary(
            object.members?.filter { !$0.value.isNull } ?? [], uniquingKeysWith: { _, last in last })
        self.path = path
    }

    /// The body's object, or the one that it holds under `name`.
    init(_ request: Request, _ name: String) throws(Failures) {
        self.init(try request.object(name))
    }

    /// The same, where it is clear which object is meant.
    var withoutPath: Fields {
        var fields = self
        fields.path = ""
        return fields
    }

    /// The same, with the name that its `field` gives it: what other modules' clients call the object in refusals.
    var calledAsSaid: Fields {
        guard let name = members["field"]?.string, !name.isEmpty else { return self }
        var fields = self
        fields.path = name + "."
        return fields
    }

    func has(_ name: String) -> Bool { members[name] != nil }

    /// A list of objects; nil if there is none.
    func list(_ name: String, most: Int) throws(Failures) -> [Fields]? {
        guard let value = members[name] else { return nil }
        guard let elements = value.elements else { throw invalid(name, "must be a list") }
        guard !elements.isEmpty else { throw invalid(name, "can't be blank") }
        guard elements.count <= most else { throw invalid(name, "has more than \(most) entries") }
        return elements.enumerated().map { Fields($1, path: "\(path)\(name)[\($0)].") }
    }

    /// An id.
    package func id(_ name: String) throws(Failures) -> Int64 {
        guard let value = members[name] else { throw invalid(name, "can't be blank") }
        guard let number = value.string.map({ Int64($0) }) ?? value.integer else {
            throw invalid(name, "is not a number")
        }
        return number
    }

    /// The first id that was sent under any of these names, or nil.
    func optionalID(_ names: String...) throws(Failures) -> Int64? {
        for name in names where has(name) { return try id(name) }
        return nil
    }

    /// A whole number that is a sensible quantity.
    package func number(_ name: String) throws(Failures) -> Int {
        let number = try id(name)
        guard number.magnitude <= Quantities.most else { throw invalid(name, "is too large") }
        return Int(number)
    }

    func optionalNumber(_ name: String) throws(Failures) -> Int? {
        try has(name) ? number(name) : nil
    }

    /// True or false; false if it was not sent.
    func flag(_ name: String) throws(Failures) -> Bool {
        guard let value = members[name] else { return false }
        guard let flag = value.bool else { throw invalid(name, "must be true or false") }
        return flag
    }

    /// A short text; nil if none was sent.
    package func text(_ name: String) throws(Failures) -> String? {
        guard let value = members[name] else { return nil }
        guard let text = value.string else { throw invalid(name, "must be a string") }
        guard text.count <= 255 else { throw invalid(name, "is too long (maximum is 255 characters)") }
        return text.isEmpty ? nil : text
    }

    func invalid(_ name: String, _ message: String) -> Failures { .invalid(path + name, message) }
}
