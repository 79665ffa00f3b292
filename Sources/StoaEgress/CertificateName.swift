import NIOSSL

/// The names that a certificate is made out to.
///
/// NIOSSL compares them too, but also lets an address in the certificate stand for any name that resolves to it, and
/// falls back to the common name. Then whoever can forge DNS, and has a certificate for an address of his own, would be
/// every host.
public enum CertificateName {
    /// Whether `host`, in lower case, is among the certificate's DNS names (RFC 9525 section 6).
    static func isHost(_ host: String, in certificate: NIOSSLCertificate) -> Bool {
        certificate._subjectAlternativeNames().contains { name in
            name.nameType == .dnsName && matches(String(decoding: name.contents, as: UTF8.self), host)
        }
    }

    /// Whether a certificate's name means `host`, in lower case; a wildcard is the whole first label.
    public static func matches(_ pattern: String, _ host: String) -> Bool {
        let pattern = pattern.lowercased()
        guard pattern.hasPrefix("*.") else { return pattern == host }
        guard let dot = host.firstIndex(of: "."), dot != host.startIndex else { return false }
        return pattern.dropFirst() == host[dot...]
    }
}
