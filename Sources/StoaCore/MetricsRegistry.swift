import Synchronization

/// All counters, gauges and histograms of a process, and their rendering for Prometheus.
///
/// A handle is asked for once and kept; asking again with the same name and labels gives the same handle. Names and
/// label names are literals of the program and must follow `[a-z_][a-z0-9_]*`.
public final class MetricsRegistry: Sendable {
    /// Label names and values of one series, in the sequence in which they are written.
    public typealias LabelPairs = [(name: String, value: String)]

    /// A metric has no more series than this; further ones share one whose label values are all `other`, so that labels
    /// that come from outside can't fill the memory.
    public static let seriesMax = 1000

    private let families = Mutex<[String: MetricFamily]>([:])

    /// A registry without metrics.
    public init() {}

    /// The counter of this name and these labels.
    ///
    /// By convention the name ends in `_total`.
    public func counter(_ name: String, help: String, labels: LabelPairs = []) -> Counter {
        series(name, help, labels, .counter(Counter())) { series in
            if case .counter(let counter) = series { counter } else { nil }
        }
    }

    /// The gauge of this name and these labels.
    public func gauge(_ name: String, help: String, labels: LabelPairs = []) -> Gauge {
        series(name, help, labels, .gauge(Gauge())) { series in
            if case .gauge(let gauge) = series { gauge } else { nil }
        }
    }

    /// The histogram of this name and these labels.
    ///
    /// Rendered in seconds, so its name ends in `_seconds`.
    public func histogram(_ name: String, help: String, labels: LabelPairs = []) -> LatencyHistogram {
        series(name, help, labels, .histogram(LatencyHistogram())) { series in
            if case .histogram(let histogram) = series { histogram } else { nil }
        }
    }

    /// Appends every metric in Prometheus' text format 0.0.4, by name.
    public func render(into bytes: inout [UInt8]) {
        let families = families.withLock { $0 }
        for family in families.values.sorted(by: { $0.name < $1.name }) { family.render(into: &bytes) }
    }

    private func series<Handle>(
        _ name: String, _ help: String, _ labels: LabelPairs, _ new: MetricSeries,
        as handle: (MetricSeries) -> Handle?
    ) -> Handle {
        let found = families.withLock { families in
            families[name, default: MetricFamily(name: name, help: help)].series(labels, orNew: new)
        }
        guard let found = handle(found) else { preconditionFailure("metric \(name) is used as two kinds") }
        return found
    }
}

/// What is behind one handle.
enum MetricSeries: Sendable {
    case counter(Counter)
    case gauge(Gauge)
    case histogram(LatencyHistogram)
}

/// All series of one name.
struct MetricFamily: Sendable {
    let name: String
    let help: String
    /// By rendered labels: `method="get",status="200"`.
    private(set) var series: [String: MetricSeries] = [:]

    init(name: String, help: String) {
        precondition(Self.isName(name), "\(name) is no metric name")
        self.name = name
        self.help = help
    }

    mutating func series(_ labels: MetricsRegistry.LabelPairs, orNew new: MetricSeries) -> MetricSeries {
        var key = Self.key(labels)
        if series[key] == nil, series.count >= MetricsRegistry.seriesMax {
            key = Self.key(labels.map { ($0.name, "other") })
        }
        if let found = series[key] { return found }
        // All series of a metric are of one kind; the first decides, and the registry refuses the rest.
        if let first = series.values.first, !first.isSameKind(as: new) { return first }
        series[key] = new
        return new
    }

    private static func key(_ labels: MetricsRegistry.LabelPairs) -> String {
        labels.map { label in
            precondition(isName(label.name), "\(label.name) is no label name")
            return "\(label.name)=\"\(PrometheusText.escapedLabel(label.value))\""
        }.joined(separator: ",")
    }

    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return name.utf8.allSatisfy {
            $0 == UInt8(ascii: "_") || $0 &- UInt8(ascii: "a") < 26 || $0 &- UInt8(ascii: "0") < 10
        }
    }
}
