/// Notices when every picture of a camera is damaged for some seconds.
struct DamageWatch {
  /// Seconds without a picture but damaged ones until it is said.
  static let limit: UInt64 = 3

  private var counted = 0
  /// When the first damaged picture came after the last good one.
  private var since: UInt64?
  private var isSaid = false

  /// Takes the number of damaged pictures up to now, at a time in nanoseconds.
  ///
  /// - Returns: for how many seconds nothing else has come, where that is to be said: once until a
  ///   picture can be read again.
  mutating func lasts(damaged: Int, at now: UInt64) -> UInt64? {
    guard damaged > counted else { return nil }
    counted = damaged
    guard let since else {
      since = now
      return nil
    }
    let seconds = (now - since) / 1_000_000_000
    guard !isSaid, seconds >= Self.limit else { return nil }
    isSaid = true
    return seconds
  }

  /// A picture could be read; whether it had been said that none can.
  mutating func recovers() -> Bool {
    defer {
      since = nil
      isSaid = false
    }
    return isSaid
  }
}
