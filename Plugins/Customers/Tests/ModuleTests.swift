import Customers
import StoaKit
import Testing

@Suite struct ModuleTests {
    @Test func `the declarations are without problems`() {
        #expect(ModuleEntry(Customers.self).problems.isEmpty)
    }
}
