internal import StoaJSON
internal import StoaRecords

/// JSON Schema (draft 2020-12, as in OpenAPI 3.1) of one field's value, as answers show it or as requests may send it.
///
/// Limits are only in the schemas of requests: they hold for what is written from now on, while a record may be older
/// than the limit.
struct FieldSchema {
    enum Use: String, CaseIterable {
        case read, create, update
    }

    let field: Field
    let use: Use
    /// Whose field it is.
    let resource: Resource

    func write(to json: inout JSONBuilder) {
        json.object(field.name) { json in
            switch field.type {
            case .children: children(&json)
            case .firstChild: firstChild(&json)
            // Everything is allowed, null included.
            case .json: break
            default: scalar(&json)
            }
            annotate(&json)
        }
    }

    private func scalar(_ json: inout JSONBuilder) {
        let names = typeNames + (isNullable ? ["null"] : [])
        if names.count == 1 { json.member("type", names[0]) } else { json.array("type", names) }
        format(&json)
        if !field.choices.isEmpty {
            json.array("enum", field.choices.map(Optional.some) + (isNullable ? [nil] : [])) { json, choice in
                if let choice { json.value(choice) } else { json.value(json: "null") }
            }
        } else if use != .read {
            limits(&json)
        }
    }

    private var isNullable: Bool {
        use == .read ? field.isNullableInAnswers : !field.flags.contains(.required)
    }

    /// Requests may send money as a number and labels as a list.
    private var typeNames: [String] {
        switch field.type {
        case .text, .time, .handle, .globalID, .password: ["string"]
        case .bool: ["boolean"]
        case .integer, .reference, .parentID, .ownID: ["integer"]
        case .float: ["number"]
        case .money: use == .read ? ["string"] : ["string", "number"]
        case .labels: use == .read ? ["string"] : ["string", "array"]
        case .json, .children, .firstChild: []
        }
    }

    private func format(_ json: inout JSONBuilder) {
        switch field.type {
        case .integer, .reference, .parentID, .ownID: json.member("format", "int64")
        case .float: json.member("format", "double")
        case .time: json.member("format", "date-time")
        case .password: json.member("format", "password")
        case .money: json.member("pattern", Self.moneyPattern)
        case .labels where use != .read: json.object("items") { $0.member("type", "string") }
        default: break
        }
    }

    static let moneyPattern = "^-?[0-9]+(\\.[0-9]+)?$"

    private func limits(_ json: inout JSONBuilder) {
        switch field.type {
        case .text, .handle, .password:
            let least = max(field.min, field.flags.contains(.required) ? 1 : 0)
            if least > 0 { json.member("minLength", least) }
            if field.max > 0 { json.member("maxLength", field.max) }
        case .integer, .float, .reference:
            guard field.hasBounds else { return }
            json.member("minimum", field.min)
            json.member("maximum", field.max)
        default: break
        }
    }

    private func children(_ json: inout JSONBuilder) {
        json.member("type", "array")
        json.object("items") { $0.member("$ref", Self.reference(to: field.target, use)) }
        if use == .create, field.isRequiredOnCreate { json.member("minItems", 1) }
    }

    /// Takes the child's schema from the field whose children it is the first of.
    private func firstChild(_ json: inout JSONBuilder) {
        json.array("anyOf", [childName, nil]) { json, name in
            json.object {
                if let name { $0.member("$ref", Self.reference(to: name, .read)) } else { $0.member("type", "null") }
            }
        }
    }

    private var childName: String? {
        resource.field(named: field.target).map { resource.fields[$0].target }
    }

    private func annotate(_ json: inout JSONBuilder) {
        if use == .read, !field.isInRequests { json.member("readOnly", true) }
        if use != .read, !field.isInAnswers { json.member("writeOnly", true) }
        // Of an attachment, the target is the field that says of which resource it is.
        if field.type == .reference {
            json.member(field.flags.contains(.attached) ? "x-stoa-kind" : "x-stoa-target", field.target)
        }
        if !field.flags.isDisjoint(with: [.unique, .suffixed]) { json.member("x-stoa-unique", true) }
        if use == .create, let initial = InitialValue.json(of: field) { json.member("default", json: initial) }
        let text = description
        if !text.isEmpty { json.member("description", text) }
    }

    private var description: String {
        var sentences: [String] = field.title.isEmpty ? [] : [field.title]
        if field.type == .reference { sentences.append("The \(field.typeInWords).") }
        if field.type == .money, let limits = field.limitsInWords { sentences.append("\(limits).") }
        if field.flags.contains(.suffixed) {
            sentences.append("Unique: a value that is taken gets a number behind it.")
        } else if field.flags.contains(.unique) {
            sentences.append("Unique.")
        }
        return sentences.joined(separator: " ")
    }

    /// The place of a resource's schema: names are identifiers, so the point keeps the three apart.
    static func reference(to resource: String, _ use: Use) -> String {
        "#/components/schemas/\(key(resource, use))"
    }

    static func key(_ resource: String, _ use: Use) -> String {
        use == .read ? resource : "\(resource).\(use.rawValue)"
    }
}

/// Declared values of fields that a create did not send.
enum InitialValue {
    /// The declared JSON, or nil if there is none or it is not valid, which the kernel takes as null.
    static func json(of field: Field) -> String? {
        guard !field.initial.isEmpty, field.initial != "null" else { return nil }
        var text = field.initial
        let isValid = text.withUTF8 { (try? JSONDocument().parse(UnsafeRawBufferPointer($0))) != nil }
        return isValid ? field.initial : nil
    }
}
