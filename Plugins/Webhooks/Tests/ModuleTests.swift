import StoaKit
import Testing
import Webhooks

@Suite struct ModuleTests {
    @Test func `the declarations are without problems`() {
        #expect(ModuleEntry(Webhooks.self).problems.isEmpty)
    }
}
