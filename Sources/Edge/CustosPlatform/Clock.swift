import CCustosPlatform

/// The monotonic clock; only differences mean something.
public enum MonotonicClock {
  /// Nanoseconds since some moment in the past.
  public static var nanoseconds: UInt64 { custos_monotonic_nanoseconds() }

  /// Suspends this thread for a number of nanoseconds; a signal may end that early.
  public static func sleep(nanoseconds: UInt64) { custos_sleep(nanoseconds) }
}

/// Points in time as RFC 3339 text in UTC with milliseconds, such as `2025-06-01T12:00:00.000Z`.
public enum UTCTime {
  /// The present moment.
  public static var now: String {
    var text = [CChar](repeating: 0, count: 25)
    custos_utc_time(&text)
    return TextBuffer.string(text, length: 24)
  }

  /// The moment `seconds` and `milliseconds` after 1970-01-01T00:00:00Z.
  public static func text(seconds: Int64, milliseconds: Int64 = 0) -> String {
    var text = [CChar](repeating: 0, count: 25)
    custos_utc_time_of(seconds, milliseconds, &text)
    return TextBuffer.string(text, length: 24)
  }
}
