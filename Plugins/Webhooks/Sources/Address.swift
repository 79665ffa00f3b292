/// Where deliveries go.
package enum Address {
    /// What keeps deliveries from being sent there, as a clause that continues "address"; nil if nothing is wrong.
    ///
    /// Only its form is judged. Which hosts and ports may be called is the kernel's to say, and it says so at each
    /// attempt: a name can lead elsewhere tomorrow.
    package static func problem(_ text: String, isDevelopment: Bool) -> String? {
        let bytes = text.utf8
        guard bytes.allSatisfy({ (0x21...0x7E).contains($0) && !"\"<>\\^`{|}".utf8.contains($0) }) else {
            return "is invalid"
        }
        guard let colon = text.range(of: "://") else {
            return text.hasPrefix("arn:") ? "protocol arn: is not supported" : "is invalid"
        }
        let scheme = text[..<colon.lowerBound].lowercased()
        guard scheme == "https" || scheme == "http" && isDevelopment else {
            return scheme.allSatisfy(\.isLetter) && !scheme.isEmpty
                ? "protocol \(scheme):// is not supported" : "is invalid"
        }
        let rest = text[colon.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        guard !authority.contains("@") else { return "must not contain a user name" }
        guard !text.contains("#") else { return "must not contain a fragment" }
        return isHostAndPort(authority) ? nil : "is invalid"
    }

    private static func isHostAndPort(_ authority: Substring) -> Bool {
        var host = authority
        if let end = authority.lastIndex(of: "]") { host = authority[...end] }
        let rest = authority[host.endIndex...]
        if host.first != "[", let colon = host.firstIndex(of: ":") {
            return isPort(host[host.index(after: colon)...]) && isName(host[..<colon])
        }
        if host.first == "[" {
            let inner = host.dropFirst().dropLast()
            return host.last == "]" && inner.contains(":")
                && inner.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
                && (rest.isEmpty || rest.first == ":" && isPort(rest.dropFirst()))
        }
        return isName(host)
    }

    private static func isName(_ name: Substring) -> Bool {
        (1...253).contains(name.utf8.count)
            && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "." || $0 == "_" }
            && !name.hasPrefix(".") && !name.contains("..")
    }

    private static func isPort(_ text: Substring) -> Bool {
        UInt16(text).map { $0 > 0 } ?? false
    }
}

extension String {
    /// The first place of `text`, without Foundation.
    fileprivate func range(of text: String) -> Range<Index>? {
        indices.lazy.first { self[$0...].hasPrefix(text) }.map { $0..<self.index($0, offsetBy: text.count) }
    }
}
