import CStoaABI

/// One field of a resource: its name for clients, a sentence for the reference page, where the record keeps it, and
/// what is different from the ordinary.
///
///     Field("name", "The trading name.", \.name, .text(1...80), .required, .unique)
///     Field("created_at", "When it was made.", .createdAt)
///
/// Type, list of words and initial value follow from the property. A field that no rule looks at needs no property.
public struct Field<R: Record> {
    let facts: FieldFacts
    let slot: Slot?
    let children: ChildSlot?
    let problem: String?

    /// Declares a field that rules see as a property of the record.
    @inlinable
    public init<Value: FieldValue>(
        _ name: String, _ title: String, _ path: WritableKeyPath<R, Value>, _ options: FieldOption...
    ) {
        self.init(
            name, title, type: Value.fieldType, choices: Value.choices, first: R()[keyPath: path].initialJSON,
            slot: MemoryLayout<R>.offset(of: path).map { Slot(Value.self, at: $0) }, form: Value.form, options)
    }

    @usableFromInline
    init(
        _ name: String, _ title: String, type: FieldType, choices: [String], first: String?, slot: Slot?,
        form: String?, _ options: [FieldOption]
    ) {
        var facts = FieldFacts(name: name, title: title, type: type)
        facts.choices = choices
        facts.form = form
        options.forEach { $0.apply(&facts) }
        // What is required has no initial value: a client that leaves it out is told so.
        facts.initial = facts.isKept || facts.has(STOA_REQUIRED) ? "" : first ?? ""
        self.facts = facts
        self.slot = slot
        children = nil
        problem = slot == nil ? "\(name): the property is computed; only stored ones can be fields" : nil
    }

    /// Declares a field that only clients see.
    public init(_ name: String, _ title: String, _ type: FieldOption, _ options: FieldOption...) {
        var facts = FieldFacts(name: name, title: title, type: .text)
        type.apply(&facts)
        options.forEach { $0.apply(&facts) }
        self.facts = facts
        slot = nil
        children = nil
        problem = nil
    }

    init<Child: Record>(_ list: Children<R, Child>) {
        var facts = FieldFacts(name: list.name, title: list.title, type: .children)
        list.options.forEach { $0.apply(&facts) }
        self.facts = facts
        slot = nil
        children = list.slot
        problem = list.slot == nil ? "\(list.name): the property is computed; only stored ones can be fields" : nil
    }
}

/// A field that holds the child records of another resource of this module, in their order.
public struct Children<R: Record, Child: Record> {
    @usableFromInline let name: String
    @usableFromInline let title: String
    @usableFromInline let slot: ChildSlot?
    @usableFromInline let options: [FieldOption]

    /// Declares a list of children; their resource is the one declared for the record type of the property.
    @inlinable
    public init(_ name: String, _ title: String, _ path: WritableKeyPath<R, [Child]>, _ options: FieldOption...) {
        self.name = name
        self.title = title
        self.options = options
        slot = MemoryLayout<R>.offset(of: path).map { ChildSlot(Child.self, at: $0) }
    }
}

/// What the kernel is told about a field.
struct FieldFacts {
    let name: String
    let title: String
    var type: FieldType
    var flags: UInt32 = 0
    var bounds: (min: Int64, max: Int64) = (0, 0)
    var choices: [String] = []
    var initial = ""
    var target = ""
    /// The fields within whose values it is unique; none means within all records.
    var within: [String] = []
    var example = ""
    /// What a client must send, where that is for the kit to see.
    var form: String?

    /// True if the kernel gives the field its value when it is null.
    var isKept: Bool {
        type == .handle || has(STOA_POSITION) || has(STOA_ON_CREATE) || has(STOA_ON_UPDATE)
    }

    func has(_ flag: Int) -> Bool {
        flags & UInt32(flag) != 0
    }
}
