/// Keeps spreadsheets from running what other people have typed: a cell that begins like a formula gets an apostrophe in
/// front, which spreadsheets take for "this is text" (OWASP, "CSV Injection").
///
/// A text that begins with apostrophes and goes on like a formula gets one more, so that taking one away is exact for
/// all texts, and those that need none keep their form.
public enum FormulaGuard {
    private static let apostrophe = UInt8(ascii: "'")

    /// Appends the text as a spreadsheet may have it.
    public static func append(_ text: UnsafeRawBufferPointer, to out: inout [UInt8]) {
        if isFormula(text) { out.append(apostrophe) }
        out.append(contentsOf: text)
    }

    /// The text that a cell stands for.
    public static func text(of cell: [UInt8]) -> ArraySlice<UInt8> {
        let isGuarded = cell.first == apostrophe && cell.withUnsafeBytes(isFormula)
        return isGuarded ? cell.dropFirst() : cell[...]
    }

    /// A spreadsheet would run it, behind the apostrophes that it begins with.
    private static func isFormula(_ text: UnsafeRawBufferPointer) -> Bool {
        switch text.first(where: { $0 != apostrophe }) {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), UInt8(ascii: "\t"),
            UInt8(ascii: "\r"), UInt8(ascii: "\n"):
            true
        default: false
        }
    }
}
