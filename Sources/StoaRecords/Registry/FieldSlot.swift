internal import CStoaABI

/// What moving a value between a module and a record needs to know of a field.
///
/// A plain value: modules move some hundred values with every create, and a copy of a whole `Field` counts a reference.
struct FieldSlot: Sendable {
    let type: FieldType
    let tag: UInt32
    let isStored: Bool
    let isText: Bool
    /// Kept so that a copy of the database does not show it.
    let isSealed: Bool
    /// A hook that sets it has chosen the place, as a client that sends it has.
    let isPosition: Bool

    init(_ field: Field) {
        type = field.type
        tag = field.type.tag
        isStored = field.type.isStored
        isText = field.type.isText
        isSealed = field.flags.contains(.sealed)
        isPosition = field.flags.contains(.position)
    }
}

extension Draft {
    /// The id that a link of the record names, or null.
    func value(of link: Link) -> stoa_val { value(of: UInt32(link.field)) ?? Values.null }

    /// The value of a field, which lies elsewhere where the field is not stored; nil if there is no such field.
    ///
    /// `field` may be STOA_FIELD_ID or STOA_FIELD_PARENT.
    func value(of field: UInt32) -> stoa_val? {
        switch field {
        case STOA_FIELD_ID: return Values.integer(id)
        case STOA_FIELD_PARENT: return Values.integer(parentID)
        default:
            guard Int(field) < resource.slots.count else { return nil }
            switch resource.slots[Int(field)].type {
            case .parentID: return Values.integer(parentID)
            case .ownID: return Values.integer(id)
            default: return self[Int(field)]
            }
        }
    }
}
