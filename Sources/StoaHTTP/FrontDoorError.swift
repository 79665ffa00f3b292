/// Why the front door could not be opened.
public struct FrontDoorError: Error, Sendable, CustomStringConvertible {
    private enum Kind {
        case cannotListen(String)
        case badCertificate(String)
        case badTrustedProxy(String)
    }

    private let kind: Kind

    static func cannotListen(_ cause: any Error) -> Self { Self(kind: .cannotListen("\(cause)")) }
    static func badCertificate(_ cause: any Error) -> Self { Self(kind: .badCertificate("\(cause)")) }
    static func badTrustedProxy(_ text: String) -> Self { Self(kind: .badTrustedProxy(text)) }

    /// A sentence for the operator, naming what has to change.
    public var description: String {
        switch kind {
        case .cannotListen(let cause): "cannot listen: \(cause)"
        case .badCertificate(let cause): "cannot use the TLS certificate or its key: \(cause)"
        case .badTrustedProxy(let text): "trusted proxy \"\(text)\" is neither an address nor a CIDR block"
        }
    }
}
