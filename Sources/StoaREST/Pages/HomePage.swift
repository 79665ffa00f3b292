internal import Mustache

/// The page at `/`: what runs here, and the reference of everything that it serves.
///
/// One document without scripts or outside resources, so that it works offline and under a policy that forbids both.
package enum HomePage {
    /// Renders the page as HTML.
    ///
    /// Takes milliseconds, so once at start and not for each request.
    package static func make(_ content: PageContent) -> [UInt8] {
        Array(template.render(HomeView(content)).utf8)
    }

    /// Value of the header Content-Security-Policy: nothing is loaded or run but the one style sheet in the page.
    package static let contentSecurityPolicy: String =
        "default-src 'none'; style-src '\(PageHash.of(StyleSheet.text))'; img-src data:; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'"

    /// Made from constants, so a fault in them shows in the first test and never on a live server.
    private static let template: MustacheTemplate = {
        MustacheContentTypes.register(HTMLText(), named: HTMLText.name)
        let text =
            PageTemplate.opening + PageTemplate.modules + ReferenceTemplate.conventions
            + ReferenceTemplate.resources + ReferenceTemplate.tables + PageTemplate.closing
        do {
            return try MustacheTemplate(string: text)
        } catch {
            preconditionFailure("the home page's template is not valid: \(error)")
        }
    }()
}

/// Escapes text for HTML, quoted attributes included.
///
/// The library's own escaping goes by grapheme clusters, so a quote with a combining mark behind it passes and would end
/// an attribute; this one goes by scalars.
struct HTMLText: MustacheContentType {
    static let name = "STOA_HTML"

    func escapeText(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
            case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
            case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
            case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
            case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}
