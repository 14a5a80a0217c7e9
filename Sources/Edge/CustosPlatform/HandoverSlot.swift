/// Hands values from one thread to another, one at a time.
///
/// Where values may be lost, a newer one takes the place of one that nobody has taken yet, so that
/// the taker always gets the newest. Otherwise the giver waits.
public final class HandoverSlot<Value>: @unchecked Sendable {
  private let monitor: Monitor
  private let keepsAll: Bool
  private var value: Value?
  private var isClosed = false
  private var dropped = 0

  /// What a taker gets.
  public enum Taken {
    /// A value.
    case value(Value)
    /// Nothing within the time.
    case nothing
    /// The giver has closed the slot, and everything is taken.
    case end
  }

  /// Makes an empty slot; with `keepsAll` the giver waits until a value is taken.
  ///
  /// - Throws: `PlatformError.outOfMemory`.
  public init(keepsAll: Bool) throws(PlatformError) {
    monitor = try Monitor()
    self.keepsAll = keepsAll
  }

  /// The number of values that were replaced before anyone took them.
  public var droppedCount: Int { monitor.locked { dropped } }

  /// Gives a value; after `close` it is lost.
  public func put(_ newValue: Value) {
    monitor.locked {
      while keepsAll, value != nil, !isClosed { monitor.wait(milliseconds: 1000) }
      guard !isClosed else { return }
      if value != nil { dropped += 1 }
      value = newValue
      monitor.wake()
    }
  }

  /// Takes the value, waiting for one for at most `milliseconds`.
  public func take(milliseconds: Int) -> Taken {
    let deadline = MonotonicClock.nanoseconds + UInt64(max(0, milliseconds)) * 1_000_000
    return monitor.locked {
      while true {
        if let taken = value {
          value = nil
          monitor.wake()
          return .value(taken)
        }
        if isClosed { return .end }
        let now = MonotonicClock.nanoseconds
        guard now < deadline else { return .nothing }
        monitor.wait(milliseconds: Int((deadline - now) / 1_000_000) + 1)
      }
    }
  }

  /// Lets waiting threads go; a value that is in the slot can still be taken.
  public func close() {
    monitor.locked {
      isClosed = true
      monitor.wake()
    }
  }
}
