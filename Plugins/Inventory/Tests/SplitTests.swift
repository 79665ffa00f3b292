import Inventory
import StoaKit
import Testing

@Suite struct SplitTests {
    /// Locations 1, 2, 3 with so many each.
    private func supplies(_ available: [Int]) -> [Supply] {
        available.enumerated().map { Supply(Int64($0 + 1), $1) }
    }

    private func parts(_ pairs: [(Int64, Int)]) -> [Supply] {
        pairs.map { Supply($0.0, $0.1) }
    }

    @Test func `a line of five takes three here and two there`() {
        #expect(split(5, over: supplies([3, 2]), oversold: false) == parts([(1, 3), (2, 2)]))
    }

    @Test func `a location that has all is enough`() {
        #expect(split(3, over: supplies([3, 2]), oversold: false) == parts([(1, 3)]))
    }

    @Test func `locations with nothing, or less, give nothing`() {
        #expect(split(2, over: supplies([0, -4, 2]), oversold: false) == parts([(3, 2)]))
    }

    @Test(arguments: [[], [0], [3, 1], [-1, 4]]) func `what is lacking is lacking`(available: [Int]) {
        #expect(split(5, over: supplies(available), oversold: false) == nil)
    }

    @Test func `what may be oversold is owed by the first location`() {
        #expect(split(5, over: supplies([3, 1]), oversold: true) == parts([(1, 4), (2, 1)]))
        #expect(split(5, over: supplies([0, 2]), oversold: true) == parts([(1, 3), (2, 2)]))
        #expect(split(5, over: supplies([-2]), oversold: true) == parts([(1, 5)]))
    }

    @Test func `parts add up to the quantity and none is empty`() throws {
        for seed in 0..<2_000 {
            let available = (0..<4).map { (seed * 7 + $0 * 13) % 9 - 2 }
            let quantity = seed % 20 + 1
            guard let parts = split(quantity, over: supplies(available), oversold: seed % 2 == 0) else {
                #expect(available.filter { $0 > 0 }.reduce(0, +) < quantity)
                continue
            }
            #expect(parts.reduce(0) { $0 + $1.available } == quantity)
            #expect(parts.allSatisfy { $0.available > 0 })
            #expect(Set(parts.map(\.location)).count == parts.count)
        }
    }
}
