import ProductCollections
import StoaKit
import Testing

@Suite struct ModuleTests {
    @Test func `the declarations are without problems`() {
        #expect(ModuleEntry(ProductCollections.self).problems.isEmpty)
    }
}
