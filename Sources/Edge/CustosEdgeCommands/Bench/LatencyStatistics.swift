/// Latencies of runs and their statistics.
struct LatencyStatistics {
  private var nanoseconds: [UInt64] = []

  mutating func add(nanoseconds latency: UInt64) { nanoseconds.append(latency) }

  var count: Int { nanoseconds.count }

  /// The smallest latency in microseconds.
  var minimum: Double { percentile(0) }

  /// The middle latency in microseconds.
  var median: Double { percentile(50) }

  /// The mean latency in microseconds, 0 for no runs.
  var mean: Double {
    guard !nanoseconds.isEmpty else { return 0 }
    return Double(nanoseconds.reduce(0, +)) / Double(count) / 1000
  }

  /// The nearest-rank percentile in microseconds, 0 for no runs.
  func percentile(_ percent: Int) -> Double {
    guard !nanoseconds.isEmpty else { return 0 }
    let rank = max(1, (percent * nanoseconds.count + 99) / 100)
    return Double(nanoseconds.sorted()[min(rank, nanoseconds.count) - 1]) / 1000
  }
}
