import CCustosPlatform

/// Counts the processor cycles that the thread which makes it, and all threads that this one starts
/// afterwards, spend outside the kernel.
public final class CycleCounter {
  private let descriptor: Int32

  /// Starts to count, or gives nil where the system does not permit or offer it.
  public init?() {
    descriptor = custos_open_cycle_counter()
    guard descriptor >= 0 else { return nil }
  }

  deinit {
    if descriptor >= 0 { custos_close_cycle_counter(descriptor) }
  }

  /// The cycles of all these threads together up to now, nil when the processor could not count them.
  public var cycles: UInt64? {
    var cycles: UInt64 = 0
    return custos_read_cycle_counter(descriptor, &cycles) ? cycles : nil
  }
}
