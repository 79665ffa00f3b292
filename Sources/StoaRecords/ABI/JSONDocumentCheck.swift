package import StoaJSON

/// Checks JSON that a module made before it is stored or sent.
package enum JSONDocumentCheck {
    package static func parse(_ bytes: UnsafeRawBufferPointer) throws(JSONError) {
        try JSONDocument().parse(bytes)
    }
}
