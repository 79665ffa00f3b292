package import StoaKit

/// The rulebooks that were read last, by the names of their stores.
///
/// One counts only for the very text that it was made from. So it need not be told of changes, and a write that was
/// refused, or a store that was deleted or brought back from a copy, leaves nothing wrong in it.
package struct RulebookCache: Sendable {
    /// Stores that are remembered; one more, and all others are read anew.
    package static let storesMax = 1_000

    private var books: [String: Book] = [:]

    private struct Book: Sendable {
        let text: String
        let currency: Currency
        let entries: [RulebookEntry]
    }

    package init() {}

    /// What was remembered of this text in a store with this currency, or nil.
    package func entries(_ text: String, of store: String, _ currency: Currency) -> [RulebookEntry]? {
        guard let book = books[store], book.text == text, book.currency == currency else { return nil }
        return book.entries
    }

    /// Remembers what a text says, in place of what was remembered of the store.
    package mutating func remember(
        _ entries: [RulebookEntry], from text: String, of store: String, _ currency: Currency
    ) {
        if books.count >= Self.storesMax, books[store] == nil { books.removeAll() }
        books[store] = Book(text: text, currency: currency, entries: entries)
    }
}
