/// Draws pseudo-random numbers that depend on a seed alone, never on the machine.
///
/// The generator is xoshiro256** of Blackman and Vigna (2018), seeded through SplitMix64. Its whole
/// state is `Codable`, so that an interrupted run goes on with the very numbers it would have drawn.
/// The draws below are defined here and not left to the standard library, whose algorithms may
/// change from release to release. Not for secrets.
public struct SeededGenerator: RandomNumberGenerator, Codable, Equatable, Sendable {
  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64

  /// Starts the sequence of a seed; `stream` picks one of many independent sequences of it.
  ///
  /// Streams let workers draw without sharing a generator: page `n` of a seed always uses stream
  /// `n`, so the result does not depend on which thread draws it.
  public init(seed: UInt64, stream: UInt64 = 0) {
    var inner = SplitMix64(state: stream)
    var mixer = SplitMix64(state: stream == 0 ? seed : seed ^ inner.next())
    s0 = mixer.next()
    s1 = mixer.next()
    s2 = mixer.next()
    s3 = mixer.next()
  }

  /// Draws 64 uniform bits.
  public mutating func next() -> UInt64 {
    let result = rotate(s1 &* 5, by: 7) &* 9
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = rotate(s3, by: 45)
    return result
  }

  /// Draws uniformly from `[0, 1)`, a multiple of 2^-24.
  public mutating func unit() -> Float {
    Float(next() >> 40) * 0x1p-24
  }

  /// Draws uniformly between two bounds.
  public mutating func uniform(_ low: Float, _ high: Float) -> Float {
    low + (high - low) * unit()
  }

  /// Draws an integer uniformly from `0..<bound` without bias; `bound` must be positive.
  public mutating func index(below bound: Int) -> Int {
    precondition(bound > 0, "the bound of a draw is positive")
    // Lemire's multiplication with rejection of the few values that would favour small results.
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold { product = next().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }

  /// Decides with a probability.
  public mutating func chance(_ probability: Float) -> Bool { unit() < probability }

  /// Draws from a bell curve: the sum of twelve uniform draws, so within `mean` ± 6 `deviation`.
  ///
  /// Only additions and multiplications, hence the same bits on every machine (`log` and `cos` of
  /// different C libraries differ in the last place).
  public mutating func normal(mean: Float = 0, deviation: Float = 1) -> Float {
    var sum: Float = -6
    for _ in 0..<12 { sum += unit() }
    return mean + deviation * sum
  }

  /// Picks an index with probability proportional to its weight; the weights are not all zero.
  public mutating func weightedIndex(_ weights: [Float]) -> Int {
    precondition(!weights.isEmpty, "a choice needs an alternative")
    var remaining = unit() * weights.reduce(0, +)
    for (index, weight) in weights.enumerated() {
      remaining -= weight
      if remaining < 0 { return index }
    }
    return weights.lastIndex { $0 > 0 } ?? weights.count - 1
  }

  /// Puts elements into random order (Fisher-Yates, from the end).
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    guard elements.count > 1 else { return }
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, index(below: last + 1))
    }
  }

  private func rotate(_ value: UInt64, by count: UInt64) -> UInt64 {
    (value << count) | (value >> (64 - count))
  }
}

/// Spreads the bits of a seed over the state of another generator (Steele, Lea, Flood 2014).
private struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
