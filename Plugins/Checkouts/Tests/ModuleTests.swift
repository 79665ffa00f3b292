import Checkouts
import StoaKit
import Testing

@Suite struct ModuleTests {
    @Test func `the declarations are without problems`() {
        #expect(ModuleEntry(Checkouts.self).problems.isEmpty)
    }
}
