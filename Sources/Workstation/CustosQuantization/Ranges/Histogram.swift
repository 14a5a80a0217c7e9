/// Counts how often which values occur, over a range that grows as needed.
///
/// `2 * half` equal bins cover `[-limit, limit)`, `limit` a power of two. A value outside doubles the
/// limit and joins bins in pairs, so the result does not depend on the order of the values. Bins are
/// never wider than 1/4096 of the largest magnitude seen: a sixteenth of an int8 step or less.
public struct Histogram: Equatable, Sendable {
  /// Bins on each side of 0.
  static let half = 8192

  /// Least value seen; infinity when none was.
  public private(set) var minimum: Float = .infinity
  /// Largest value seen.
  public private(set) var maximum: Float = -.infinity
  /// Number of values.
  public private(set) var count = 0
  private var limit: Float = 0x1p-60
  private var bins = [UInt64](repeating: 0, count: 2 * Self.half)

  /// Starts without values.
  public init() {}

  /// Adds finite values.
  ///
  /// - Returns: the first value that is not finite, if there is one; nothing is added then.
  public mutating func add(_ values: UnsafeBufferPointer<Float>) -> Float? {
    var low = minimum
    var high = maximum
    var check: Float = 0
    for value in values {
      low = value < low ? value : low
      high = value > high ? value : high
      check += value * 0
    }
    guard check == 0 else { return values.first { !$0.isFinite } }
    (minimum, maximum) = (low, high)
    count += values.count
    while !values.isEmpty, max(-low, high) >= limit { widen() }
    let factor = Float(Self.half) / limit
    let last = 2 * Self.half - 1
    bins.withUnsafeMutableBufferPointer { bins in
      for value in values {
        bins[min(Int(value * factor + Float(Self.half)), last)] += 1
      }
    }
    return nil
  }

  private mutating func widen() {
    limit *= 2
    var wider = [UInt64](repeating: 0, count: 2 * Self.half)
    for (index, count) in bins.enumerated() where count > 0 {
      wider[((index - Self.half) >> 1) + Self.half] += count
    }
    bins = wider
  }

  /// The value below which a share (0...1) of all values lies, linear within a bin and never outside
  /// the values seen; 0 when there are none.
  public func quantile(_ share: Double) -> Float {
    guard count > 0 else { return 0 }
    let wanted = share * Double(count)
    var below = 0.0
    for (index, bin) in bins.enumerated() where bin > 0 {
      let next = below + Double(bin)
      if next >= wanted {
        let position = Double(index - Self.half) + (wanted - below) / Double(bin)
        let value = Float(position * Double(limit) / Double(Self.half))
        return min(max(value, minimum), maximum)
      }
      below = next
    }
    return maximum
  }

  /// The share of the values above the bin next to 0, 0...1; 0 when there are none.
  var shareAboveZero: Double {
    count > 0 ? Double(bins[(Self.half + 1)...].reduce(0, +)) / Double(count) : 0
  }

  /// The bins that hold values: the middle of each and how many it holds, rising.
  var occupied: [(middle: Double, count: Double)] {
    bins.enumerated().compactMap { index, count in
      guard count > 0 else { return nil }
      let middle = (Double(index - Self.half) + 0.5) * Double(limit) / Double(Self.half)
      return (middle, Double(count))
    }
  }

  /// Counts in `parts` equal intervals from minimum to maximum, each value at its bin's middle.
  public func summary(parts: Int) -> [Int] {
    var result = [Int](repeating: 0, count: parts)
    guard count > 0 else { return result }
    let width = Double(maximum) - Double(minimum)
    for (middle, bin) in occupied {
      let place = width > 0 ? (middle - Double(minimum)) / width * Double(parts) : 0
      result[min(max(Int(place), 0), parts - 1)] += Int(bin)
    }
    return result
  }
}
