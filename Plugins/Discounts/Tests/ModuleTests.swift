import Discounts
import StoaKit
import Testing

@Suite struct ModuleTests {
    @Test func `the declarations are without problems`() {
        #expect(ModuleEntry(Discounts.self).problems.isEmpty)
    }
}
