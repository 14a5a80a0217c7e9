/// How many processor cycles all threads of a benchmark together spend in a microsecond.
struct CycleRate: Equatable {
  /// Where the number comes from.
  enum Source: String {
    /// Counted by the processor itself.
    case counter = "perf_event"
    /// The clock that the system reports, times the number of threads.
    case clock = "cpufreq"
  }

  let perMicrosecond: Double
  let source: Source

  /// By how much the clock may change during the measurement and still be taken for one. The steps
  /// of a board's clock are larger, the wobble of a steady desktop's is smaller.
  private static let toleratedClockChange = 0.02

  /// Takes the cycles counted in a stretch of time; nil when nothing was counted.
  init?(from first: UInt64?, to last: UInt64?, nanoseconds: UInt64) {
    guard let first, let last, last > first, nanoseconds > 0 else { return nil }
    perMicrosecond = Double(last - first) * 1000 / Double(nanoseconds)
    source = .counter
  }

  /// Takes the clock in kHz; nil when it is not known or was not the same before and after.
  init?(clockBefore: Int?, after: Int?, threads: Int) {
    guard let clockBefore, let after, clockBefore > 0, after > 0 else { return nil }
    let change = Double(abs(after - clockBefore)) / Double(clockBefore)
    guard change <= Self.toleratedClockChange else { return nil }
    perMicrosecond = Double(clockBefore + after) / 2000 * Double(threads)
    source = .clock
  }

  /// The number of multiply-accumulates per cycle of one core.
  func multiplyAccumulatesPerCycle(_ count: Int, microseconds: Double) -> Double? {
    microseconds > 0 ? Double(count) / (microseconds * perMicrosecond) : nil
  }
}
