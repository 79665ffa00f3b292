import ProductCollections
import StoaKit
import Testing

@Suite struct RulebookTests {
    @Test func `an entry is read as it was written`() throws {
        let rules = [Rule(.tag, .equals, "a \"b\""), Rule(.variantPrice, .lessThan, "10")]
        let written = entry(7, rules, isDisjunctive: true, round: 3, isPending: true)
        let read = try #require(RulebookEntry(written.json, usd))
        #expect(read.json == written.json)
        #expect(read.collectionID == 7 && read.round == 3 && read.isPending)
        #expect(read.accepts(ComparedProduct(product(tags: "a \"B\"", variants: [variant(price: 2000)]))))
        #expect(RulebookEntry(JSON("{}"), usd) == nil)
    }

    @Test func `what is remembered counts for the very text, store and currency`() {
        var cache = RulebookCache()
        cache.remember([entry(1, [])], from: "[1]", of: "shop", usd)
        #expect(cache.entries("[1]", of: "shop", usd)?.map(\.collectionID) == [1])
        #expect(cache.entries("[2]", of: "shop", usd) == nil)
        #expect(cache.entries("[1]", of: "other", usd) == nil)
        #expect(cache.entries("[1]", of: "shop", Currency(code: "JPY", exponent: 0)) == nil)
        cache.remember([], from: "[2]", of: "shop", usd)
        #expect(cache.entries("[1]", of: "shop", usd) == nil && cache.entries("[2]", of: "shop", usd)?.isEmpty == true)
    }

    @Test func `so many stores are remembered and no more`() {
        var cache = RulebookCache()
        for number in 0..<RulebookCache.storesMax { cache.remember([], from: "", of: "\(number)", usd) }
        cache.remember([], from: "", of: "0", usd)
        #expect(cache.entries("", of: "999", usd) != nil)
        cache.remember([], from: "", of: "one more", usd)
        #expect(cache.entries("", of: "999", usd) == nil && cache.entries("", of: "one more", usd) != nil)
    }
}
