import Inventory
import StoaKit
import Testing

@Suite struct ModuleTests {
    @Test func `the declarations are without problems`() {
        #expect(ModuleEntry(Inventory.self).problems.isEmpty)
    }
}
