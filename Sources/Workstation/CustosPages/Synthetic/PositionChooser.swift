import CustosSupport

/// Chooses staff positions so that neighbours are near each other, the shares of a page resemble
/// those of real pages, and no position is rare.
struct PositionChooser {
  /// Wanted share of each step from L0 to S6: the bell of real pages, raised at both ends.
  static let shares: [Float] = [4, 4.5, 5.5, 6, 8, 8.5, 11.5, 11, 12, 9.5, 8, 6, 5.5, 4.5]

  private var counts = [Float](repeating: 0, count: shares.count)
  private var total: Float = 0

  /// Chooses the step of the next note after one on `previous`.
  mutating func next(after previous: Int, using random: inout SeededGenerator) -> Int {
    let sum = Self.shares.reduce(0, +)
    // Melodies go by step: on the real page three of four notes repeat the last or are next to it.
    let fall: Float = random.chance(0.8) ? 0.8 : 0.1
    let weights = Self.shares.indices.map { step -> Float in
      let distance = Float(abs(step - previous))
      let near = 1 / (1 + fall * distance * distance)
      // Positions that fall behind their share become likelier, those ahead rarer.
      let wanted = Self.shares[step] / sum * (total + 14)
      let lag = max(0.05, min(4, (wanted - counts[step]) / max(1, wanted * 0.5) + 0.6))
      return Self.shares[step] * near * lag
    }
    let step = random.weightedIndex(weights)
    count(step)
    return step
  }

  /// Counts a symbol whose step was fixed otherwise, such as a clef.
  mutating func count(_ step: Int) {
    counts[step] += 1
    total += 1
  }
}
