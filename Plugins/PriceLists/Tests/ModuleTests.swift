import PriceLists
import StoaKit
import Testing

@Suite struct ModuleTests {
    @Test func `the declarations are without problems`() {
        #expect(ModuleEntry(PriceLists.self).problems.isEmpty)
    }
}
