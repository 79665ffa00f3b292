import Metafields
import StoaKit
import Testing

@Suite struct ModuleTests {
    @Test func `the declarations are without problems`() {
        #expect(ModuleEntry(Metafields.self).problems.isEmpty)
    }
}
