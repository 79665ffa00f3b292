internal import StoaCore

/// One public API's way to spell the same operations.
///
/// Everything that differs is data here; modules know none of it.
package struct Dialect: Sendable, Equatable {
    package enum Name: String, Sendable, CaseIterable {
        case shopify, native, storeicu
    }

    /// How success bodies are wrapped.
    package enum Envelope: Sendable {
        /// `{"supplier": {…}}`, `{"suppliers": […]}`, pages in a Link header.
        case named
        /// `{"data": …, "meta": …}`, pages in `meta.next_cursor`.
        case data
    }

    package let name: Name
    package let title: String
    package let envelope: Envelope
    /// Where its paths begin, as shown to people.
    package let basePath: String
    /// What its example paths end in.
    package let suffix: String
    /// The query parameter that continues a list.
    package let cursorParameter: String

    /// Shopify's Admin API: `/admin/api/2024-01/…`, any version, and `/admin/…`.
    package static let shopify = Dialect(
        name: .shopify, title: "IndeCommerce, Shopify-compatible", envelope: .named, basePath: "/admin/api/2024-01",
        suffix: ".json", cursorParameter: "page_info")
    /// IndeCommerce's own path for the same answers.
    package static let native = Dialect(
        name: .native, title: "IndeCommerce", envelope: .named, basePath: "/api/v1", suffix: ".json",
        cursorParameter: "page_info")
    /// Store.icu.
    package static let storeicu = Dialect(
        name: .storeicu, title: "Store.icu", envelope: .data, basePath: "/api/v3", suffix: "", cursorParameter: "cursor"
    )

    package static let all = [shopify, native, storeicu]

    /// The dialect whose base path a target seems to begin with, before it has been parsed.
    static func likely(for target: String) -> Dialect {
        [storeicu, native].first { target.hasPrefix($0.basePath) } ?? (target.hasPrefix("/v3") ? storeicu : shopify)
    }

    /// The version that every Shopify-compatible answer names (features PL-05).
    package static let servedVersion: StaticString = "2024-01"
}

/// A path's dialect, and what is left of the path behind the dialect's base.
package struct DialectMatch {
    package enum Base: Equatable {
        case dialect(Dialect)
        /// Store.icu's v1 and v2 on its api host, past their end of life.
        case retired(String)
        /// None of the APIs: the server's own pages.
        case system
    }

    package var base: Base
    package var segments: ArraySlice<Substring>
    /// The store that the path's first segment names.
    package var storePrefix: Substring?

    /// It is the dialect's GraphQL endpoint.
    package var isGraphQL: Bool {
        guard case .dialect = base, segments.count == 1 else { return false }
        return segments.first == "graphql" || segments.first == "graphql.json"
    }
}

/// Finds the dialect of a path (conflict rows C-01 to C-03 of the feature list).
package struct DialectMatcher {
    /// `isAPIHost` says that the Host header names the api host, where Store.icu's paths have no `/api` in front.
    package static func match(_ segments: [Substring], isAPIHost: Bool) -> DialectMatch {
        if let match = match(segments[...], isAPIHost: isAPIHost) { return match }
        if segments.count > 1, var match = match(segments[1...], isAPIHost: false) {
            match.storePrefix = segments[0]
            return match
        }
        return DialectMatch(base: .system, segments: segments[...])
    }

    private static func match(_ segments: ArraySlice<Substring>, isAPIHost: Bool) -> DialectMatch? {
        guard let first = segments.first else { return nil }
        let rest = segments.dropFirst()
        switch first {
        case "admin": return admin(rest)
        case "api": return versioned(rest, isAPIHost: isAPIHost)
        case "graphql", "graphql.json":
            return rest.isEmpty ? DialectMatch(base: .dialect(.storeicu), segments: segments) : nil
        case "v1", "v2", "v3": return isAPIHost ? versioned(segments, isAPIHost: true) : nil
        default: return nil
        }
    }

    private static func admin(_ segments: ArraySlice<Substring>) -> DialectMatch? {
        guard segments.first == "api" else { return DialectMatch(base: .dialect(.shopify), segments: segments) }
        let version = segments.dropFirst()
        // Some clients name no version for GraphQL.
        if version.count == 1, version.first == "graphql.json" || version.first == "graphql" {
            return DialectMatch(base: .dialect(.shopify), segments: version)
        }
        guard let name = version.first, isVersion(name) else {
            // An unknown version is no path of this API: 404 in its own error shape.
            return DialectMatch(base: .dialect(.shopify), segments: ["", ""])
        }
        return DialectMatch(base: .dialect(.shopify), segments: version.dropFirst())
    }

    private static func versioned(_ segments: ArraySlice<Substring>, isAPIHost: Bool) -> DialectMatch? {
        guard let version = segments.first else { return nil }
        let rest = segments.dropFirst()
        switch version {
        case "v3": return DialectMatch(base: .dialect(.storeicu), segments: rest)
        case "v1", "v2":
            if isAPIHost { return DialectMatch(base: .retired(String(version)), segments: rest) }
            return version == "v1" ? DialectMatch(base: .dialect(.native), segments: rest) : nil
        default: return nil
        }
    }

    /// `unstable`, or a year and a month that exist.
    static func isVersion(_ text: Substring) -> Bool {
        if text == "unstable" { return true }
        let bytes = Array(text.utf8)
        guard bytes.count == 7, bytes[4] == UInt8(ascii: "-") else { return false }
        let digits = bytes[0..<4] + bytes[5...]
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return false }
        let month = Int(bytes[5] - 48) * 10 + Int(bytes[6] - 48)
        return (1...12).contains(month) && bytes[0] != UInt8(ascii: "0")
    }
}
