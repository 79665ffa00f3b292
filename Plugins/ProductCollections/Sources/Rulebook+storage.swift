import StoaKit
import Synchronization

private let cache = Mutex(RulebookCache())

extension Rulebook {
    /// A field of JSON takes 1 MiB; this is some thousand collections.
    private static let bytesMax = 1_000_000

    /// The rules of the store's smart collections.
    ///
    /// One look-up where there are none. Otherwise linear in the text, which is only compared with what is remembered.
    static func entries(_ context: Context) throws(Failures) -> [RulebookEntry] {
        guard let stored = try stored(context) else { return [] }
        return parse(stored.entries.text, of: try context.store())
    }

    /// Puts a collection's entry in, in place of the one that it has; nil takes it out.
    static func set(_ entry: RulebookEntry?, of collectionID: Int64, _ context: Context) throws(Failures) {
        let stored = try stored(context)
        let store = try context.store()
        var entries = stored.map { parse($0.entries.text, of: store) } ?? []
        let place = entries.firstIndex { $0.collectionID == collectionID } ?? entries.count
        entries.replaceSubrange(place..<min(place + 1, entries.count), with: entry.map { [$0] } ?? [])
        let json = JSON.array(entries.map(\.json))
        guard json.text.utf8.count <= bytesMax else {
            throw .invalid("rules", "of all collections can't be longer than \(bytesMax) bytes together")
        }
        cache.withLock { $0.remember(entries, from: json.text, of: store.name, store.currency) }
        guard let stored else {
            var book = Rulebook()
            book.entries = json
            try context.create(book)
            return
        }
        try context.update(Rulebook.self, stored.id) { (book) throws(Failures) in book.entries = json }
    }

    private static func stored(_ context: Context) throws(Failures) -> Rulebook? {
        try context.find(Rulebook.self, limit: 1).first
    }

    private static func parse(_ text: String, of store: Context.Store) -> [RulebookEntry] {
        if let known = cache.withLock({ $0.entries(text, of: store.name, store.currency) }) { return known }
        let entries = (JSON(text).elements ?? []).compactMap { RulebookEntry($0, store.currency) }
        cache.withLock { $0.remember(entries, from: text, of: store.name, store.currency) }
        return entries
    }
}
