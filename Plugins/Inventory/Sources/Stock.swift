import StoaKit

/// A change of stock that somebody wants.
struct StockChange {
    var item: Int64
    var location: Int64
    var delta: Quantities
    var reason: String
    var reference: String?
    /// What clients call the number, for refusals.
    var field = ""
    /// The variant's quantity says so already.
    var isInProduct = false
    /// It has happened already, whatever the item's policy is.
    var isForced = false
}

/// The one way in which stock changes.
///
/// Changes are added one after the other; each must be possible after those before it, and one that is not leaves the
/// others as they are. `save` then stores all of them: levels, movements, the quantities of the variants, and events.
struct Stock {
    let context: Context
    private(set) var items: [Int64: InventoryItem] = [:]
    var levels: [Place: Entry] = [:]
    /// Places where something changes, in the sequence in which they came.
    private(set) var places: [Place] = []
    private(set) var movements: [InventoryMovement] = []
    /// By item, what the variant's quantity has to gain.
    private(set) var gains: [Int64: Int] = [:]
    /// Locations that are known to be in use.
    private var active: Set<Int64> = []
    private var usual: Int64?

    /// A level as it will be, and what is stored of it; nil if it is not yet.
    struct Entry {
        var level: InventoryLevel
        let stored: Quantities?
    }

    init(_ context: Context) {
        self.context = context
    }

    /// The location that is meant where none is named.
    mutating func defaultLocation() throws(Failures) -> Int64 {
        if let usual { return usual }
        let found = try context.defaultLocation()
        usual = found
        active.insert(found)
        return found
    }

    /// The item with this id; nil if there is no such variant.
    ///
    /// A variant that was made while this module was off gets its item now, and others of that time soon after.
    mutating func item(_ id: Int64) throws(Failures) -> InventoryItem? {
        if let known = items[id] { return known }
        if let stored = try context.fetch(InventoryItem.self, id) {
            items[id] = stored
            return stored
        }
        guard let variant = try context.fetch(StockedVariant.self, id), let product = variant.productID else {
            return nil
        }
        try CatchUp.start(context)
        let begun = try Beginner(context).begin(variant, of: product)
        items[id] = begun
        return begun
    }

    /// Adds a change; 404 for an item or location that there is not, 422 for one that is impossible.
    mutating func add(_ change: StockChange) throws(Failures) {
        let place = Place(item: change.item, location: change.location)
        let (item, now) = try know(place)
        do throws(Quantities.Refusal) {
            levels[place]?.level.set(try now.changed(by: change.delta, oversold: item.isOversold || change.isForced))
        } catch {
            throw .invalid(change.field, error.message)
        }
        try connect(place)
        guard !change.delta.isZero else { return }
        movements.append(InventoryMovement(change))
        if !change.isInProduct { gains[change.item, default: 0] += change.delta.available }
    }

    /// Sees to it that the item has a level at the location.
    mutating func connect(_ place: Place) throws(Failures) {
        _ = try know(place)
        if !places.contains(place) { places.append(place) }
    }

    /// The quantities at a place, with the changes added so far; zero where there is no level.
    mutating func quantities(_ place: Place) throws(Failures) -> Quantities {
        try know(place).now
    }

    /// Loads what a place needs.
    private mutating func know(_ place: Place) throws(Failures) -> (item: InventoryItem, now: Quantities) {
        guard let item = try item(place.item) else { throw .missing("inventory_item_id") }
        if let known = levels[place] { return (item, known.level.quantities) }
        try requireLocation(place.location)
        let stored = try context.level(place)
        let level = stored ?? InventoryLevel(place, Quantities())
        levels[place] = Entry(level: level, stored: stored?.quantities)
        return (item, level.quantities)
    }

    private mutating func requireLocation(_ id: Int64) throws(Failures) {
        guard let isActive = try isActive(id) else { throw .missing("location_id") }
        guard isActive else { throw .invalid("location_id", "is not active") }
    }

    /// Whether the location is in use; nil if there is none.
    mutating func isActive(_ id: Int64) throws(Failures) -> Bool? {
        if active.contains(id) { return true }
        guard let location = try context.fetch(Location.self, id) else { return nil }
        if location.isActive { active.insert(id) }
        return location.isActive
    }
}

extension Context {
    /// The stored level of an item at a location.
    func level(_ place: Place) throws(Failures) -> InventoryLevel? {
        try find(
            InventoryLevel.self, where: .equal("inventory_item_id", place.item),
            .equal("location_id", place.location), limit: 1
        ).first
    }

    /// All levels of an item.
    func levels(of item: Int64) throws(Failures) -> [InventoryLevel] {
        try findAll(InventoryLevel.self, where: .equal("inventory_item_id", item))
    }
}

extension Failures {
    /// There is nothing with the id in this field (404).
    static func missing(_ field: String) -> Failures {
        var failures = Failures()
        failures.add(field, "does not exist", code: .notFound)
        return failures
    }
}
