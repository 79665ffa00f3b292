/// A strict parser of RFC 8259 and the document it last parsed.
///
/// Beyond the grammar it refuses what two readers could understand differently: duplicate keys, invalid UTF-8, lone
/// surrogates, U+0000 and numbers beyond a finite `Double`. The document keeps its buffers from parse to parse, so one
/// per thread serves all requests of that thread. It is not `Sendable`, and neither are its values.
///
/// **Lifetime.** A ``JSONValue`` and every buffer it hands out point into the input and into this document. They are
/// valid until the next call of ``parse(_:limits:)``, the end of the document or the end of the input, whichever comes
/// first; nothing checks this. Hold the document in a property, or in `withExtendedLifetime`, while values are in use.
///
///     try document.parse(body)
///     let name = document.root.member("name")?.text()
public final class JSONDocument {
    private let tape: UnsafeMutablePointer<Tape>

    /// Creates a document that has not parsed anything.
    public init() {
        tape = .allocate(capacity: 1)
        tape.initialize(to: Tape())
    }

    deinit {
        tape.pointee.deallocate()
        tape.deallocate()
    }

    /// Parses `bytes`, which ends the validity of all values from before.
    ///
    /// `bytes` must stay in place, unchanged, as long as values of this document are in use. Throws at the first
    /// offence in the order of the bytes, save that an object's duplicate keys are found at its closing brace; there is
    /// no root then. O(n), with no recursion, whatever the input.
    public func parse(_ bytes: UnsafeRawBufferPointer, limits: JSONLimits = JSONLimits()) throws(JSONError) {
        tape.pointee.reset(to: bytes)
        var parser = try Parser(tape: tape, limits: limits)
        do {
            try parser.parseDocument()
        } catch {
            tape.pointee.count = 0
            throw error
        }
    }

    /// The value of the whole document; there must have been a parse, and the last one must have succeeded.
    public var root: JSONValue {
        precondition(tape.pointee.count > 0, "the document has no root before a successful parse")
        return JSONValue(tape: tape, index: 0)
    }
}
