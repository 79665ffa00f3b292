/// Prometheus' text exposition format, version 0.0.4.
enum PrometheusText {
    /// A label's value, which stands in quotes.
    static func escapedLabel(_ value: String) -> String {
        escape(value) { $0 == "\"" ? "\\\"" : nil }
    }

    /// The help of a metric, which does not.
    static func escapedHelp(_ help: String) -> String {
        escape(help) { _ in nil }
    }

    private static func escape(_ text: String, _ special: (Unicode.Scalar) -> String?) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped.append(contentsOf: "\\\\".unicodeScalars)
            case "\n": escaped.append(contentsOf: "\\n".unicodeScalars)
            default: escaped.append(contentsOf: (special(scalar) ?? String(scalar)).unicodeScalars)
            }
        }
        return String(escaped)
    }

    /// Microseconds as seconds: 1500 is 0.0015.
    static func seconds(_ microseconds: UInt64) -> String {
        let fraction = String(microseconds % 1_000_000)
        let padded = String(repeating: "0", count: 6 - fraction.count) + fraction
        let end = padded.lastIndex { $0 != "0" }
        let whole = String(microseconds / 1_000_000)
        return end.map { whole + "." + padded[...$0] } ?? whole
    }
}

extension MetricSeries {
    var kind: String {
        switch self {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }

    func isSameKind(as other: MetricSeries) -> Bool { kind == other.kind }

    fileprivate func render(_ name: String, _ labels: String, into bytes: inout [UInt8]) {
        switch self {
        case .counter(let counter): line(name, labels, String(counter.value), into: &bytes)
        case .gauge(let gauge): line(name, labels, String(gauge.value), into: &bytes)
        case .histogram(let histogram): render(histogram, name, labels, into: &bytes)
        }
    }

    private func render(_ histogram: LatencyHistogram, _ name: String, _ labels: String, into bytes: inout [UInt8]) {
        let (counts, sum) = histogram.snapshot
        let bounds = LatencyHistogram.boundsMicroseconds.map(PrometheusText.seconds) + ["+Inf"]
        let prefix = labels.isEmpty ? "" : labels + ","
        var total: UInt64 = 0
        for (bound, count) in zip(bounds, counts) {
            total += count
            line(name + "_bucket", "\(prefix)le=\"\(bound)\"", String(total), into: &bytes)
        }
        line(name + "_sum", labels, PrometheusText.seconds(sum), into: &bytes)
        line(name + "_count", labels, String(total), into: &bytes)
    }

    private func line(_ name: String, _ labels: String, _ value: String, into bytes: inout [UInt8]) {
        let braced = labels.isEmpty ? "" : "{\(labels)}"
        bytes.append(contentsOf: "\(name)\(braced) \(value)\n".utf8)
    }
}

extension MetricFamily {
    /// Appends the family's HELP and TYPE lines and its series, sorted by their labels.
    func render(into bytes: inout [UInt8]) {
        guard let kind = series.values.first?.kind else { return }
        bytes.append(contentsOf: "# HELP \(name) \(PrometheusText.escapedHelp(help))\n# TYPE \(name) \(kind)\n".utf8)
        for (labels, series) in series.sorted(by: { $0.key < $1.key }) {
            series.render(name, labels, into: &bytes)
        }
    }
}
