import StoaCore
import Testing

struct MetricsRegistryTests {
    private let metrics = MetricsRegistry()

    private var rendered: String { text { metrics.render(into: &$0) } }

    @Test func `metrics are rendered by name and label with help and type`() {
        metrics.counter("requests_total", help: "Requests served.", labels: [("method", "post")]).increment(by: 2)
        metrics.counter("requests_total", help: "Requests served.", labels: [("method", "get")]).increment()
        metrics.gauge("connections", help: "Open connections.").add(-3)
        #expect(
            rendered == """
                # HELP connections Open connections.
                # TYPE connections gauge
                connections -3
                # HELP requests_total Requests served.
                # TYPE requests_total counter
                requests_total{method="get"} 1
                requests_total{method="post"} 2

                """)
    }

    @Test func `a histogram is rendered cumulatively, in seconds`() {
        let histogram = metrics.histogram("wait_seconds", help: "Wait.", labels: [("pool", "write")])
        for microseconds in [1, 3, 3, 1_500_000, 100_000_000] as [Int64] {
            histogram.observe(microseconds: microseconds)
        }
        let lines = rendered.split(separator: "\n")
        #expect(lines.prefix(2) == ["# HELP wait_seconds Wait.", "# TYPE wait_seconds histogram"])
        for line in [
            #"wait_seconds_bucket{pool="write",le="0.000001"} 1"#,
            #"wait_seconds_bucket{pool="write",le="0.000002"} 1"#,
            #"wait_seconds_bucket{pool="write",le="0.000003"} 3"#,
            #"wait_seconds_bucket{pool="write",le="1.572864"} 4"#,
            #"wait_seconds_bucket{pool="write",le="33.554432"} 4"#, #"wait_seconds_bucket{pool="write",le="+Inf"} 5"#,
            #"wait_seconds_sum{pool="write"} 101.500007"#, #"wait_seconds_count{pool="write"} 5"#,
        ] {
            #expect(lines.contains(Substring(line)))
        }
    }

    @Test func `backslash, quote and line feed are escaped`() {
        metrics.counter("c_total", help: "A \\ and \"\n.", labels: [("path", "a\\b\"c\nd")]).increment()
        #expect(rendered.contains(#"c_total{path="a\\b\"c\nd"} 1"#))
        #expect(rendered.contains(##"# HELP c_total A \\ and "\n."##))
    }

    @Test func `the same name and labels give the same handle`() {
        let first = metrics.counter("c_total", help: "", labels: [("a", "1")])
        #expect(metrics.counter("c_total", help: "", labels: [("a", "1")]) === first)
        #expect(metrics.counter("c_total", help: "", labels: [("a", "2")]) !== first)
    }

    @Test func `label values without end share one series`() {
        for id in 0..<2000 { metrics.counter("c_total", help: "", labels: [("id", "\(id)")]).increment() }
        let lines = rendered.split(separator: "\n")
        #expect(lines.count == 2 + MetricsRegistry.seriesMax + 1)
        #expect(lines.contains(#"c_total{id="other"} 1000"#))
    }

    @Test func `a registry without metrics renders nothing`() {
        #expect(rendered.isEmpty)
    }
}

struct LatencyHistogramTests {
    @Test func `every duration is counted in the first bucket whose bound holds it`() throws {
        let bounds = LatencyHistogram.boundsMicroseconds
        #expect(bounds == bounds.sorted() && bounds.count == 50 && bounds.last == 33_554_432)
        var durations = (0...5000).map(UInt64.init)
        for bound in bounds { durations += [bound - 1, bound, bound + 1] }
        for duration in durations {
            let histogram = LatencyHistogram()
            histogram.observe(microseconds: Int64(duration))
            let expected = bounds.firstIndex { $0 >= duration } ?? bounds.count
            try #require(histogram.snapshot.counts.firstIndex(of: 1) == expected)
        }
    }

    @Test(arguments: [(Int64.min, 0, UInt64(0)), (-1, 0, 0), (.max, 50, UInt64(Int64.max))])
    func `extreme durations are counted at the ends`(duration: Int64, bucket: Int, sum: UInt64) {
        let histogram = LatencyHistogram()
        histogram.observe(microseconds: duration)
        #expect(histogram.snapshot.counts[bucket] == 1)
        #expect(histogram.snapshot.sumMicroseconds == sum)
    }

    @Test func `threads lose no observation`() async {
        let histogram = LatencyHistogram()
        let counter = Counter()
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 as Range<Int64> {
                group.addTask {
                    for step in 0..<10_000 as Range<Int64> {
                        histogram.observe(microseconds: task * 100 + step % 7)
                        counter.increment()
                    }
                }
            }
        }
        #expect(histogram.snapshot.counts.reduce(0, +) == 80_000)
        #expect(counter.value == 80_000)
    }
}
