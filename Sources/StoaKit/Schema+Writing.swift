public import CStoaABI

extension Schema {
    /// Writes what differs between the draft and what was loaded, then its children.
    @usableFromInline
    func writeBack(
        _ draft: UnsafeRawPointer, over loaded: UnsafeRawPointer, _ node: Node, in context: Context
    ) throws(Failures) {
        var fields: [UInt32] = []
        var values: [stoa_val] = []
        for place in slots.indices
        where slots[place].differs(loaded, draft) || node.replacedNulls.contains(place) {
            if fields.isEmpty {
                // Once, not each time that they grow.
                fields.reserveCapacity(slots.count - place)
                values.reserveCapacity(slots.count - place)
            }
            fields.append(readIndices[place])
            values.append(try slots[place].hostValue(draft, context.memory))
        }
        try context.set(node.handle, fields, values)
        for (list, nodes) in zip(lists, node.lists) {
            try writeBack(list, of: node.handle, draft, over: loaded, nodes, in: context)
        }
    }

    /// Fills a draft that the host has just made.
    ///
    /// The host's initial values need not be the record's first ones, so all of them are written.
    @usableFromInline
    func writeNew(_ record: UnsafeRawPointer, to handle: stoa_rec, in context: Context) throws(Failures) {
        var values: [stoa_val] = []
        values.reserveCapacity(slots.count)
        for slot in slots { values.append(try slot.hostValue(record, context.memory)) }
        try context.set(handle, readIndices, values)
        for list in lists {
            guard let schema = list.schema else { throw .broken }
            try list.slot.borrow(record) { (new) throws(Failures) in
                let siblings = Siblings(parent: handle, field: index(of: list), nodes: [], old: [], new: new)
                try schema.writeBack(siblings, in: context)
            }
        }
    }

    private func writeBack(
        _ list: ChildList, of handle: stoa_rec, _ draft: UnsafeRawPointer, over loaded: UnsafeRawPointer,
        _ nodes: [Node], in context: Context
    ) throws(Failures) {
        guard let schema = list.schema else { throw .broken }
        try list.slot.borrow(draft) { (new) throws(Failures) in
            try list.slot.borrow(loaded) { (old) throws(Failures) in
                let siblings = Siblings(parent: handle, field: index(of: list), nodes: nodes, old: old, new: new)
                try schema.writeBack(siblings, in: context)
            }
        }
    }
}

/// The children of one list, as they were loaded and as the draft has them.
private struct Siblings {
    let parent: stoa_rec
    let field: UInt32
    let nodes: [Node]
    let old: [UnsafeRawPointer]
    let new: [UnsafeRawPointer]

    /// For each new child the place of its node, or nil if there is none.
    ///
    /// A copied child has none: it is taken already.
    func places(by id: (UnsafeRawPointer) -> Int64) -> [Int?] {
        if new.count == nodes.count, zip(new, nodes).allSatisfy({ id($0) == $1.id }) {
            return Array(nodes.indices)
        }
        var free = Dictionary(zip(nodes.map(\.id), nodes.indices), uniquingKeysWith: { first, _ in first })
        return new.map { free.removeValue(forKey: id($0)) }
    }
}

extension Schema {
    /// Writes records of this schema that are children of one record: drops what is missing, adds what is new.
    private func writeBack(_ siblings: Siblings, in context: Context) throws(Failures) {
        let places = siblings.places(by: layout.id)
        try dropMissing(siblings, keeping: places, in: context)
        var handles: [stoa_rec] = []
        for (child, place) in zip(siblings.new, places) {
            if let place {
                handles.append(siblings.nodes[place].handle)
                try writeBack(child, over: siblings.old[place], siblings.nodes[place], in: context)
            } else {
                let handle = try context.addChild(siblings.parent, siblings.field)
                handles.append(handle)
                try writeNew(child, to: handle, in: context)
            }
        }
        guard !Self.isInHostOrder(places) else { return }
        try number(handles, in: context)
    }

    private func dropMissing(
        _ siblings: Siblings, keeping places: [Int?], in context: Context
    ) throws(Failures) {
        let kept = places.compactMap(\.self)
        guard kept.count < siblings.nodes.count else { return }
        let all = Set(kept)
        for (place, node) in siblings.nodes.enumerated() where !all.contains(place) {
            try context.dropChild(node.handle)
        }
    }

    /// True if the host already has this order: what was there as it was, then what is new.
    private static func isInHostOrder(_ places: [Int?]) -> Bool {
        let order = places.map { $0 ?? .max }
        return zip(order, order.dropFirst()).allSatisfy { $0 <= $1 }
    }

    /// Tells a new order by the field that numbers siblings; without one there is no order to tell.
    private func number(_ handles: [stoa_rec], in context: Context) throws(Failures) {
        guard let positionIndex else { return }
        for (place, handle) in handles.enumerated() {
            try context.set(handle, [positionIndex], [stoa_val(.int, i: Int64(place + 1))])
        }
    }
}
