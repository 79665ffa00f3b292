import Redirects
import StoaKit
import Testing

@Suite struct ModuleTests {
    @Test func `the declarations are without problems`() {
        #expect(ModuleEntry(Redirects.self).problems.isEmpty)
    }
}
