package import StoaCore

/// What the operator decides about the APIs.
package struct APIConfiguration: Sendable {
    /// Tokens over plain HTTP are refused unless the peer is on this machine (features PL-14).
    package var allowsPlainHTTP = false
    /// How long a write may wait and run.
    package var requestDeadlineMicroseconds: Int64 = 30_000_000
    /// Failed sign-ins of one address: the burst, and how many a minute after it.
    package var failedSignIns = RatePolicy(capacity: 2_000, refillPerMinute: 1_200)
    /// What all keys of a store may call together, in all dialects.
    package var storeCalls = RatePolicy(capacity: 4_000, refillPerMinute: 12_000)
    /// How long an imported file may be.
    package var importBytesMax = 64 << 20
    /// Development: said on the pages and by /readyz.
    package var isDevelopment = false

    package init() {}
}
