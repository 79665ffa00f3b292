internal import StoaCore

/// A line for a shell that calls one operation, with the key taken from `$STOA_KEY`.
struct CurlCommand {
    let text: String

    init(_ operation: Operation, _ dialect: Dialect, baseURL: String, body: String?) {
        var words = ["curl"]
        if operation.method != .get { words += ["-X", operation.methodName] }
        words.append(Self.quoted(baseURL + Self.examplePath(of: operation, in: dialect)))
        // Double quotes, in which the shell replaces the variable; the rest of the word is constant.
        switch dialect.name {
        case .shopify: words.append(#"-H "X-Shopify-Access-Token: $STOA_KEY""#)
        case .native, .storeicu: words.append(#"-H "Authorization: Bearer $STOA_KEY""#)
        }
        if operation.action == .bulk(.import) {
            words += ["-H 'Content-Type: text/csv'", "--data-binary", "@records.csv"]
        }
        if let body { words += ["-H 'Content-Type: application/json'", "-d", Self.quoted(body)] }
        text = words.joined(separator: " ")
    }

    /// The path with 1 for each parameter: curl takes braces for a pattern of its own.
    private static func examplePath(of operation: Operation, in dialect: Dialect) -> String {
        let parts = operation.path.map { segment in
            switch segment {
            case .literal(let text): text
            case .parameter: "1"
            }
        }
        return "\(dialect.basePath)/\(parts.joined(separator: "/"))\(dialect.suffix)"
    }

    /// One word for a POSIX shell, whatever it holds.
    static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty
            && word.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "."),
                    UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
        guard !isPlain else { return word }
        return "'\(word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#))'"
    }
}
