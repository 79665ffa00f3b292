internal import CStoaABI
internal import StoaCore
internal import StoaJSON

/// Fills drafts from a client's JSON.
///
/// Keys that the resource does not declare and fields that clients may not write are passed over in silence: real
/// clients send back whole objects that they fetched. What cannot be understood becomes an issue, and reading goes on,
/// so that the client sees all issues at once.
struct InputReader {
    let context: CallContext
    /// A value had the wrong JSON type, which makes the whole request malformed (400) rather than refused (422).
    private(set) var isMalformed = false
    private(set) var issues: [Failure.Issue] = []
    /// More children of one parent than this are refused before any of them is read.
    static let maximumChildren = 5_000

    init(context: CallContext) {
        self.context = context
    }

    /// Applies `object` to `draft`.
    ///
    /// `path` is what stands before a field's name in issues.
    mutating func apply(_ object: JSONValue, to draft: Draft, path: String = "") throws(OutOfMemory) {
        guard object.kind == .object else {
            malformed(path.isEmpty ? "" : String(path.dropLast()), "must be an object")
            return
        }
        for (key, value) in object.members {
            guard let index = draft.resource.field(named: key) else {
                try keepInput(key, value, of: draft)
                continue
            }
            let field = draft.resource.fields[index]
            guard field.isWritable else { continue }
            draft.markSent(index)
            if field.type == .password {
                try applyPassword(value, of: object, to: draft, field: index, path: path)
            } else if field.type == .children {
                try applyChildren(value, to: draft, field: index, path: path)
            } else if let converted = try convert(value, field, path: path) {
                draft[index] = converted
            }
        }
    }

    /// What is no field may still be for another module.
    private func keepInput(_ key: UnsafeRawBufferPointer, _ value: JSONValue, of draft: Draft) throws(OutOfMemory) {
        for input in context.registry.inputs(of: draft.resource) where input.name.utf8.elementsEqual(key) {
            guard let text = context.arena.copy(value.literal) else { throw OutOfMemory() }
            draft.inputs[input.name] = text
        }
    }

    /// Sets the declared initial value of every field that has none.
    ///
    /// A client's null or blank text means the same as not sending it: strict clients marshal empty values for
    /// everything that they do not set.
    func fillInitial(_ draft: Draft) {
        for (field, initial) in draft.resource.initialValues where draft[field].isBlank {
            draft[field] = initial.value(in: context.store.currency)
        }
        for siblings in draft.children {
            for child in siblings { fillInitial(child) }
        }
    }

    /// Null and nothing leave the password that there is: clients send back what they were shown.
    private mutating func applyPassword(
        _ value: JSONValue, of object: JSONValue, to draft: Draft, field index: Int, path: String
    ) throws(OutOfMemory) {
        let field = draft.resource.fields[index]
        guard value.kind != .null else { return }
        guard let text = value.string else { return malformed(path + field.name, "must be a string") }
        guard !text.isEmpty else { return }
        func refuse(_ name: String, _ message: String) {
            issues.append(Failure.Issue(field: path + name, message: message))
        }
        var confirmation = field.name + "_confirmation"
        let confirmed = confirmation.withUTF8 { object.member(UnsafeRawBufferPointer($0)) }
        if let confirmed, confirmed.kind != .null, confirmed.string?.elementsEqual(text) != true {
            return refuse(confirmation, "doesn't match \(field.name)")
        }
        guard text.count <= PasswordHash.passwordBytesMax else {
            return refuse(field.name, "is too long (maximum is \(PasswordHash.passwordBytesMax) bytes)")
        }
        if let message = Validator.lengthProblem(text, field) { return refuse(field.name, message) }
        guard let hash = context.arena.copy(text: context.passwords.hash(of: Array(text))) else { throw OutOfMemory() }
        draft[index] = Values.text(hash)
    }

    // MARK: Children

    private mutating func applyChildren(
        _ value: JSONValue, to draft: Draft, field: Int, path: String
    ) throws(OutOfMemory) {
        let name = path + draft.resource.fields[field].name
        guard let link = draft.link(ofField: field) else { return }
        if value.kind == .null { return }
        guard value.kind == .array else { return malformed(name, "must be an array") }
        guard value.count <= Self.maximumChildren else {
            return issues.append(Failure.Issue(field: name, message: "has more than \(Self.maximumChildren) entries"))
        }
        var existing: [Int64: Draft] = [:]
        for child in draft.children[link] { existing[child.id] = child }
        let resource = context.registry.resources[draft.resource.children[link].resource]
        var unnamed = context.matchesChildren ? unnamedChildren(of: draft, link, in: value, resource) : [:]
        var list: [Draft] = []
        for (position, element) in value.elements.enumerated() {
            let child: Draft
            if draft.before != nil, let id = id(of: element) {
                guard let id, let found = existing.removeValue(forKey: id) else {
                    issues.append(Failure.Issue(field: "\(name)[\(position)].id", message: "does not exist here"))
                    continue
                }
                child = found
            } else if let known = unnamed.removeValue(forKey: position) {
                child = known
            } else {
                child = try Draft(resource, arena: context.arena, isEditable: true)
            }
            child.sentPlace = position
            try apply(element, to: child, path: "\(name)[\(position)].")
            list.append(child)
        }
        draft.children[link] = []
        for child in list { draft.append(child, to: link) }
    }

    /// The children that are there and that no element names, by the places of the elements that stand for them: those
    /// without an id, in the sequence of their positions.
    private func unnamedChildren(
        of draft: Draft, _ link: Int, in value: JSONValue, _ resource: Resource
    ) -> [Int: Draft] {
        let elements = Array(value.elements)
        let named = Set(elements.compactMap { id(of: $0) ?? nil })
        var places = elements.indices.filter { id(of: elements[$0]) == nil }
        if let field = resource.positionField {
            let positions = elements.map { position(of: $0, named: resource.fields[field].name) }
            places.sort { (positions[$0] ?? Int64($0 + 1), $0) < (positions[$1] ?? Int64($1 + 1), $1) }
        }
        let others = draft.children[link].filter { !named.contains($0.id) }
        return Dictionary(uniqueKeysWithValues: zip(places, others))
    }

    private func position(of element: JSONValue, named name: String) -> Int64? {
        var name = name
        guard let value = name.withUTF8({ element.member(UnsafeRawBufferPointer($0)) }) else { return nil }
        return value.int ?? value.string.flatMap { Int64(String(decoding: $0, as: UTF8.self)) }
    }

    /// The id that an element names, as a number or in a string, or `.some(nil)` if it can be no record's; nil where it
    /// names none: null and 0 are what serializers write for a record that has no id yet.
    private func id(of element: JSONValue) -> Int64?? {
        guard element.kind == .object, let id = element.member("id"), !id.isNull, id.int != 0 else { return nil }
        if let string = id.string { return .some(Int64(String(decoding: string, as: UTF8.self))) }
        return .some(id.int)
    }

    // MARK: Values

    private mutating func convert(_ value: JSONValue, _ field: Field, path: String) throws(OutOfMemory) -> stoa_val? {
        if value.kind == .null { return Values.null }
        let name = path + field.name
        switch field.type {
        case .text, .handle: return try text(value, name)
        case .labels: return try labels(value, name)
        case .json:
            guard let bytes = context.arena.copy(value.literal) else { throw OutOfMemory() }
            return Values.text(bytes, json: true)
        case .bool: return bool(value, name)
        case .integer: return integer(value, name)
        case .reference:
            let id = integer(value, name)
            // Nothing has the id 0; clients that know no null send it.
            return id?.i == 0 ? Values.null : id
        case .float: return float(value, name)
        case .money: return money(value, name)
        case .time: return time(value, name)
        case .children, .firstChild, .globalID, .parentID, .ownID, .password: return nil
        }
    }

    private mutating func text(_ value: JSONValue, _ name: String) throws(OutOfMemory) -> stoa_val? {
        let source: UnsafeRawBufferPointer
        if let string = value.string {
            source = string
        } else if value.kind == .number {
            source = value.literal
        } else {
            malformed(name, "must be a string")
            return nil
        }
        guard let bytes = context.arena.copy(source) else { throw OutOfMemory() }
        return Values.text(bytes)
    }

    private mutating func labels(_ value: JSONValue, _ name: String) throws(OutOfMemory) -> stoa_val? {
        var joined: [UInt8] = []
        if let string = value.string {
            joined.append(contentsOf: string)
        } else if value.kind == .array {
            for element in value.elements {
                guard let string = element.string else {
                    malformed(name, "must be a string or an array of strings")
                    return nil
                }
                if !joined.isEmpty { joined.append(UInt8(ascii: ",")) }
                joined.append(contentsOf: string)
            }
        } else {
            malformed(name, "must be a string or an array of strings")
            return nil
        }
        let labels: Labels
        do {
            labels = try Labels(parsing: String(decoding: joined, as: UTF8.self), field: name)
        } catch {
            issues += error.issues
            return nil
        }
        guard let bytes = context.arena.copy(text: labels.text) else { throw OutOfMemory() }
        return Values.text(bytes)
    }

    private mutating func bool(_ value: JSONValue, _ name: String) -> stoa_val? {
        if let flag = value.bool { return Values.bool(flag) }
        if let string = value.string {
            if string.elementsEqual("true".utf8) { return Values.bool(true) }
            if string.elementsEqual("false".utf8) { return Values.bool(false) }
        }
        malformed(name, "must be true or false")
        return nil
    }

    private mutating func integer(_ value: JSONValue, _ name: String) -> stoa_val? {
        let number: Int64?
        if let string = value.string {
            number = Int64(String(decoding: string, as: UTF8.self))
        } else if value.kind == .number {
            number = value.int
        } else {
            malformed(name, "must be a whole number")
            return nil
        }
        guard let number, number.magnitude < 1 << 53 else {
            issues.append(Failure.Issue(field: name, message: "must be a whole number between -(2^53-1) and 2^53-1"))
            return nil
        }
        return Values.integer(number)
    }

    private mutating func float(_ value: JSONValue, _ name: String) -> stoa_val? {
        if let number = value.double { return Values.float(number) }
        guard let string = value.string else {
            malformed(name, "must be a number")
            return nil
        }
        guard let number = DecimalNumber.parse(String(decoding: string, as: UTF8.self)) else {
            issues.append(Failure.Issue(field: name, message: "is not a number"))
            return nil
        }
        return Values.float(number)
    }

    private mutating func money(_ value: JSONValue, _ name: String) -> stoa_val? {
        let isText = value.kind == .string
        guard let source = value.string ?? (value.kind == .number ? value.literal : nil) else {
            malformed(name, "must be a decimal string")
            return nil
        }
        // go-shopify and form-driven clients send "" for "no price".
        if isText, source.isEmpty { return Values.null }
        do {
            return Values.money(
                try Money(parsing: source, as: isText ? .text : .jsonNumber, currency: context.store.currency)
                    .minorUnits)
        } catch {
            issues.append(Failure.Issue(field: name, message: error.message))
            return nil
        }
    }

    private mutating func time(_ value: JSONValue, _ name: String) -> stoa_val? {
        guard let string = value.string else {
            malformed(name, "must be an ISO 8601 time")
            return nil
        }
        if string.isEmpty { return Values.null }
        guard let time = Timestamp(parsing: string, in: context.localTime) else {
            issues.append(Failure.Issue(field: name, message: "is not an ISO 8601 time"))
            return nil
        }
        return Values.time(wholeSecond: time)
    }

    private mutating func malformed(_ field: String, _ message: String) {
        isMalformed = true
        issues.append(Failure.Issue(field: field, message: message))
    }
}
