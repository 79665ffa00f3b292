internal import StoaCore

/// Counters and durations of every operation, by module and route; made at start, so that counting is lock-free.
struct OperationMetrics: Sendable {
    private struct Series: Sendable {
        let duration: LatencyHistogram
        /// By hundreds of the status: 2xx, 3xx, 4xx, 5xx.
        let answers: [Counter]
    }

    private let series: [Series]
    private let unrouted: Series
    private let graphQL: Series

    init(_ operations: [Operation], registry: MetricsRegistry) {
        series = operations.map { Self.series(module: $0.module, route: "\($0.method) \($0.pattern)", registry) }
        unrouted = Self.series(module: "", route: "none", registry)
        graphQL = Self.series(module: "", route: "graphql", registry)
    }

    private static func series(module: String, route: String, _ registry: MetricsRegistry) -> Series {
        let labels = [(name: "module", value: module), (name: "route", value: route)]
        return Series(
            duration: registry.histogram(
                "stoa_request_duration_seconds", help: "Time from a complete request to its answer.", labels: labels),
            answers: (2...5).map { hundreds in
                registry.counter(
                    "stoa_requests_total", help: "Answers by class of status.",
                    labels: labels + [(name: "status", value: "\(hundreds)xx")])
            })
    }

    /// `operation` is nil for requests that reached none.
    func record(_ operation: Int?, isGraphQL: Bool, status: UInt16, microseconds: Int64) {
        let series = operation.map { self.series[$0] } ?? (isGraphQL ? graphQL : unrouted)
        series.duration.observe(microseconds: microseconds)
        series.answers[Int(min(max(status / 100, 2), 5)) - 2].increment()
    }
}
