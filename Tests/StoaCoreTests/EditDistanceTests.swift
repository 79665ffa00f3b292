import StoaCore
import Testing

@Suite struct EditDistanceTests {
    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("", "abc", 3), ("title", "title", 0), ("titel", "title", 2), ("tite", "title", 1),
        ("price", "prize", 1), ("kitten", "sitting", 3),
    ])
    func `it is the least number of changes, either way`(left: String, right: String, distance: Int) {
        #expect(EditDistance.between(left, right) == distance)
        #expect(EditDistance.between(right, left) == distance)
    }

    @Test func `long words are cut, so that a header cannot cost much`() {
        #expect(EditDistance.between(String(repeating: "a", count: 1_000_000), "a") == 127)
    }
}
