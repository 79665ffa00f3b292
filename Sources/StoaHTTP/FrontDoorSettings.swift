import NIOSSL
import StoaCore
import Synchronization

/// The configuration, checked and loaded, with what all loops share.
final class FrontDoorSettings: Sendable {
    let configuration: FrontDoorConfiguration
    let trustedProxies: [AddressRange]
    let tls: NIOSSLContext?
    let responder: any Responder

    private let connectionsOpen = Atomic<Int>(0)
    private let longBodies = Atomic<Int>(0)

    init(configuration: FrontDoorConfiguration, responder: any Responder) throws(FrontDoorError) {
        self.configuration = configuration
        self.responder = responder
        trustedProxies = try Self.parse(configuration.trustedProxies)
        tls = try Self.load(configuration.tls)
    }

    /// Counts a connection in, unless `connectionsMax` are open.
    func admit() -> Bool {
        guard connectionsOpen.add(1, ordering: .relaxed).newValue > configuration.connectionsMax else { return true }
        release()
        return false
    }

    func release() {
        connectionsOpen.subtract(1, ordering: .relaxed)
    }

    /// Counts a long body in, unless `longBodiesMax` are on their way.
    func admitLongBody() -> Bool {
        guard longBodies.add(1, ordering: .relaxed).newValue > configuration.longBodiesMax else { return true }
        releaseLongBody()
        return false
    }

    func releaseLongBody() {
        longBodies.subtract(1, ordering: .relaxed)
    }

    private static func parse(_ proxies: [String]) throws(FrontDoorError) -> [AddressRange] {
        var ranges: [AddressRange] = []
        for text in proxies {
            guard let range = AddressRange(text) else { throw .badTrustedProxy(text) }
            ranges.append(range)
        }
        return ranges
    }

    private static func load(_ files: FrontDoorConfiguration.TLS?) throws(FrontDoorError) -> NIOSSLContext? {
        guard let files else { return nil }
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(files.certificateChainPath)
            let key = try NIOSSLPrivateKey(file: files.privateKeyPath, format: .pem)
            var tls = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            tls.minimumTLSVersion = .tlsv12
            tls.applicationProtocols = ["http/1.1"]
            return try NIOSSLContext(configuration: tls)
        } catch {
            throw .badCertificate(error)
        }
    }
}
