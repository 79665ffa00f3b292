import NIOSSL
import StoaCore

/// The configuration, checked and loaded, with what all loops share.
final class EgressSettings: Sendable {
    let configuration: EgressConfiguration
    let addressPolicy: AddressPolicy
    let tls: NIOSSLContext
    let resolvers: ResolverPool
    let capacity: ExchangeCapacity

    init(_ configuration: EgressConfiguration) throws(EgressConfigurationError) {
        self.configuration = configuration
        addressPolicy = configuration.isDevelopment ? .globalAndLoopback : .global
        tls = try Self.load(configuration.trustedRootsPath)
        let userAgent = EgressHeader("User-Agent", configuration.userAgent)
        guard HeaderRules.problem(in: [userAgent]) == nil else { throw .badUserAgent(configuration.userAgent) }
        capacity = ExchangeCapacity(exchangesMax: configuration.exchangesMax)
        resolvers = ResolverPool(configuration)
    }

    private static func load(_ trustedRootsPath: String?) throws(EgressConfigurationError) -> NIOSSLContext {
        do {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.minimumTLSVersion = .tlsv12
            tls.applicationProtocols = ["http/1.1"]
            if let trustedRootsPath {
                tls.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(trustedRootsPath))]
            }
            return try NIOSSLContext(configuration: tls)
        } catch {
            throw .badTrustedRoots(error)
        }
    }
}

/// Why egress could not be set up.
public struct EgressConfigurationError: Error, Sendable, CustomStringConvertible {
    private enum Kind {
        case badTrustedRoots(String)
        case badUserAgent(String)
    }

    private let kind: Kind

    static func badTrustedRoots(_ cause: any Error) -> Self { Self(kind: .badTrustedRoots("\(cause)")) }
    static func badUserAgent(_ text: String) -> Self { Self(kind: .badUserAgent(text)) }

    /// A sentence for the operator, naming what has to change.
    public var description: String {
        switch kind {
        case .badTrustedRoots(let cause): "cannot use the file of trusted certificates: \(cause)"
        case .badUserAgent(let text): "user agent \"\(text)\" cannot be sent as a header"
        }
    }
}
