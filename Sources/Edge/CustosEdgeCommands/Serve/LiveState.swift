import CustosPlatform

/// The newest predictions, handed from the reading thread to the server's thread.
final class LiveState: @unchecked Sendable {
  private let monitor: Monitor
  private var newest: ServedReading?
  /// When the last pictures came, on the monotonic clock.
  private var times: [UInt64] = []

  /// Number of pictures over which the frame rate is averaged.
  private static let rateWindow = 20
  /// Time without a picture after which there is no rate, if it is also three times the usual
  /// interval.
  private static let silence: UInt64 = 3_000_000_000

  init() throws(PlatformError) { monitor = try Monitor() }

  /// Hands over new predictions.
  func publish(_ reading: ServedReading) {
    let now = MonotonicClock.nanoseconds
    monitor.locked {
      newest = reading
      times.append(now)
      if times.count > Self.rateWindow { times.removeFirst() }
    }
  }

  /// The newest predictions, nil before the first, and the pictures read a second, nil if unknown.
  var current: (reading: ServedReading?, rate: Double?) {
    let now = MonotonicClock.nanoseconds
    return monitor.locked {
      guard let first = times.first, let last = times.last, last > first else {
        return (newest, nil)
      }
      let interval = (last - first) / UInt64(times.count - 1)
      guard now - last < max(Self.silence, 3 * interval) else { return (newest, nil) }
      return (newest, Double(times.count - 1) * 1e9 / Double(last - first))
    }
  }
}
