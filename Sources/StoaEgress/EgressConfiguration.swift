public import StoaCore

/// What may be reached, and the limits of everything that goes out.
public struct EgressConfiguration: Sendable {
    /// Allows this machine's loopback addresses and "http"; never for production.
    public var isDevelopment = false
    /// A PEM file with authorities that are trusted beside the system's.
    public var trustedRootsPath: String?
    /// The User-Agent of requests that bring none.
    public var userAgent = "Stoa"

    /// Exchanges under way at the same time; those beyond it fail with `.overloaded`.
    public var exchangesMax = 4096
    /// Of these, exchanges of one channel.
    public var exchangesPerChannelMax = 64
    /// Bytes of a request's body.
    public var requestBytesMax = 8 * 1024 * 1024
    /// Header bytes of a response, and what chunk sizes and informational responses may add to it.
    public var responseHeadBytesMax = 32 * 1024
    /// Header fields of a response, trailers included.
    public var responseFieldsMax = 200

    /// How long a name may take to resolve.
    public var resolutionTimeout = Duration.seconds(5)
    /// Names resolved at the same time: the number of threads.
    public var resolutionsMax = 8
    /// Names that may wait for one of these threads; those beyond it fail with `.cannotResolve`.
    public var resolutionsWaitingMax = 256
    /// How long one of a host's addresses may take to answer before the next is tried.
    public var connectTimeout = Duration.seconds(3)
    /// Addresses of a host that are tried, one after the other.
    public var addressesTriedMax = 4

    /// How long a connection is kept for a next exchange: less than the five seconds after which common servers close
    /// theirs, so that hardly any request meets a connection that is about to end.
    public var idleTimeout = Duration.seconds(4)
    /// Age after which a connection is not used again, so that changes of DNS take effect.
    public var connectionLifetime = Duration.seconds(60)
    /// Kept connections of each event loop; beyond it the one longest idle is closed.
    public var idleConnectionsMax = 256

    /// Where names are looked up.
    public var resolver: any HostResolver = SystemResolver()
    /// Where time comes from.
    public var clock = Clock.system

    /// Every limit at its default.
    public init() {}
}
