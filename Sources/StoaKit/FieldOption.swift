import CStoaABI

/// What is different from the ordinary about a field.
public struct FieldOption {
    let apply: (inout FieldFacts) -> Void

    private static func flag(_ flags: Int...) -> FieldOption {
        FieldOption { facts in flags.forEach { facts.flags |= UInt32($0) } }
    }

    private static func type(_ type: FieldType, target: String = "") -> FieldOption {
        FieldOption { facts in
            facts.type = type
            facts.target = target
        }
    }

    private static func bounds(_ min: Int64, _ max: Int64) -> FieldOption {
        FieldOption { $0.bounds = (min, max) }
    }

    /// May not be empty: "can't be blank".
    public static var required: FieldOption { flag(STOA_REQUIRED) }
    /// No two records of the resource share it: "has already been taken".
    public static var unique: FieldOption { flag(STOA_UNIQUE) }
    /// No two records with the same values of `others` share it.
    public static func unique(within others: String...) -> FieldOption {
        FieldOption { facts in
            flag(STOA_UNIQUE).apply(&facts)
            facts.within = others
        }
    }
    /// Names a record in paths, in place of its id: `things/{token}`; set by a rule when it is made.
    public static var key: FieldOption { flag(STOA_KEY, STOA_UNIQUE, STOA_READ_ONLY) }
    /// Names the record that the field `link` links to in its paths, in place of its id; such a record may have several.
    public static func key(of link: String) -> FieldOption {
        FieldOption { facts in
            key.apply(&facts)
            facts.target = link
        }
    }
    /// An index serves conditions on it.
    public static var indexed: FieldOption { flag(STOA_INDEXED) }
    /// An index has it in its sequence among the records with the same values of `others`.
    public static func indexed(within others: String...) -> FieldOption {
        FieldOption { facts in
            flag(STOA_INDEXED).apply(&facts)
            facts.within = others
        }
    }
    /// Ignored when a client sends it; rules may set it.
    public static var readOnly: FieldOption { flag(STOA_READ_ONLY) }
    /// Never shown to clients.
    public static var hidden: FieldOption { flag(STOA_HIDDEN) }
    /// A secret that answers show again and again, kept so that no copy of the database shows it.
    ///
    /// Events do not tell it. Rules find records by it, and lists have no filter for it.
    public static var sealed: FieldOption { flag(STOA_SEALED) }
    /// Input only: rules see it, nothing stores or shows it.
    public static var transient: FieldOption { flag(STOA_TRANSIENT) }

    /// The value of a field that was not sent on create; a property's first value goes without saying.
    public static func initial(_ value: some FieldValue) -> FieldOption {
        FieldOption { $0.initial = value.initialJSON ?? "" }
    }

    /// A value that the rules take, for documents and the bodies in them, in which the field then stands.
    public static func example(_ value: some FieldValue) -> FieldOption {
        FieldOption { $0.example = value.initialJSON ?? "" }
    }

    /// Text of any length.
    public static var text: FieldOption { type(.text) }
    /// True or false.
    public static var bool: FieldOption { type(.bool) }
    /// A whole number.
    public static var int: FieldOption { type(.int) }
    /// A number.
    public static var float: FieldOption { type(.float) }
    /// Money in the store's currency.
    public static var money: FieldOption { type(.money) }
    /// A point in time.
    public static var time: FieldOption { type(.time) }
    /// Any JSON value.
    public static var json: FieldOption { type(.json) }

    /// Of a JSON field: it is a string, a number, true, false or null, which GraphQL has as a String.
    public static var scalar: FieldOption { flag(STOA_SCALAR) }

    /// Of a text of the one record that is its resource's seed: the name of the time zone (IANA) that the store's clocks go
    /// by; one field in all modules.
    public static var timeZone: FieldOption { flag(STOA_TIME_ZONE) }

    /// Text of so many characters.
    public static func text(_ characters: ClosedRange<Int64>) -> FieldOption {
        bounds(characters.lowerBound, characters.upperBound)
    }
    /// Text of at most so many characters.
    public static func text(_ characters: PartialRangeThrough<Int64>) -> FieldOption {
        bounds(0, characters.upperBound)
    }
    /// A number within bounds; for money they are minor units.
    public static func between(_ range: ClosedRange<Int64>) -> FieldOption {
        bounds(range.lowerBound, range.upperBound)
    }
    /// A number not below `least`; for money it is minor units.
    public static func atLeast(_ least: Int64) -> FieldOption {
        bounds(least, .max)
    }
    /// The only words of a text.
    public static func oneOf(_ words: String...) -> FieldOption {
        FieldOption { $0.choices = words }
    }
    /// The words of an enum, for a field without a property.
    public static func oneOf<Value: FieldValue>(_ type: Value.Type) -> FieldOption {
        FieldOption { $0.choices = Value.choices }
    }

    /// Text that is a set of labels, "a, b"; clients may send an array.
    public static var labels: FieldOption { type(.labels) }
    /// The id of a record of `resource`.
    public static func reference(to resource: String) -> FieldOption { type(.reference, target: resource) }
    /// The id of a stored record of `resource`, of whichever module, or null.
    ///
    /// The kernel refuses an id that there is not, and deletes the record together with the one that it names.
    public static func link(to resource: String) -> FieldOption {
        FieldOption { facts in
            type(.reference, target: resource).apply(&facts)
            flag(STOA_LINKED).apply(&facts)
        }
    }
    /// The record's own id under another name, which is that of the record of `resource` whose companion it is: it is made
    /// with ``Context/create(_:companionOf:)`` and deleted together with that record.
    public static func companion(of resource: String) -> FieldOption {
        FieldOption { facts in
            type(.ownID, target: resource).apply(&facts)
            flag(STOA_LINKED).apply(&facts)
        }
    }
    /// The id of a stored record of any attachable resource, or null for what belongs to the store itself.
    ///
    /// The text field `kind` says of which resource. The kernel refuses an id that there is not and changes of either field,
    /// asks for the scopes of that resource too, and deletes the record together with the one that it names.
    public static func attachment(kind: String) -> FieldOption {
        FieldOption { facts in
            type(.reference, target: kind).apply(&facts)
            flag(STOA_LINKED, STOA_ATTACHED).apply(&facts)
        }
    }
    /// A link below whose record this one is served too, with the verbs that the resource has `nested`.
    public static var below: FieldOption { flag(STOA_BELOW) }
    /// Text for addresses, made from the field `source` when empty; a taken one gets -1, -2, ….
    public static func handle(from source: String) -> FieldOption {
        FieldOption { facts in
            type(.handle, target: source).apply(&facts)
            flag(STOA_UNIQUE, STOA_SUFFIXED).apply(&facts)
        }
    }
    /// A password of so many characters: input only; what is kept, and what rules see, is its hash.
    ///
    /// Where a client sends `<name>_confirmation` too, the two must be equal. See ``Context/isPassword(_:_:)``.
    public static func password(_ characters: ClosedRange<Int64>) -> FieldOption {
        FieldOption { facts in
            type(.password).apply(&facts)
            facts.bounds = (characters.lowerBound, characters.upperBound)
        }
    }
    /// The record's id in the form "gid://…/Type/id".
    public static var globalID: FieldOption { type(.globalID) }
    /// The record's own id as a number, under another name.
    public static var ownID: FieldOption { type(.ownID) }
    /// The id of the record that holds this one.
    public static var parentID: FieldOption { type(.parentID) }
    /// The first record of the children in `field`, or null.
    public static func firstChild(of field: String) -> FieldOption { type(.firstChild, target: field) }
    /// The public id of the key or app that made the record, which alone may see and change it.
    public static var owner: FieldOption {
        FieldOption { facts in
            facts.type = .text
            flag(STOA_OWNER, STOA_INDEXED).apply(&facts)
        }
    }
    /// Number 1, 2, 3… among siblings, kept without gaps by the kernel; clients may move a record.
    public static var position: FieldOption {
        FieldOption { facts in
            facts.type = .int
            flag(STOA_POSITION).apply(&facts)
        }
    }
    /// The time at which the record was made.
    public static var createdAt: FieldOption {
        FieldOption { facts in
            facts.type = .time
            flag(STOA_ON_CREATE).apply(&facts)
        }
    }
    /// Lists take no `_min` and `_max` of this time, so no index of it costs a write.
    public static var unfiltered: FieldOption { flag(STOA_UNFILTERED) }
    /// The time of the last change.
    public static var updatedAt: FieldOption {
        FieldOption { facts in
            facts.type = .time
            flag(STOA_ON_UPDATE).apply(&facts)
        }
    }
}
