import Shop
import StoaKit
import Testing

@Suite struct ModuleTests {
    @Test func `the declarations are without problems`() {
        #expect(ModuleEntry(Shop.self).problems.isEmpty)
    }
}
