import CustosSupport

/// Durations that belong together, such as the notes of a beat.
struct RhythmCell: Sendable {
  /// Durations in ticks.
  let ticks: [Int]
  /// The figure above them, nil for ordinary notes.
  let tuplet: Int?
  let weight: Float

  init(_ ticks: [Int], _ weight: Float, tuplet: Int? = nil) {
    self.ticks = ticks
    self.weight = weight
    self.tuplet = tuplet
  }

  var length: Int { ticks.reduce(0, +) }

  /// Cells of measures whose beat is a quarter.
  static let simple: [RhythmCell] = [
    .init([24], 42), .init([12, 12], 40), .init([18, 6], 17), .init([6, 6, 6, 6], 18),
    .init([12, 6, 6], 7), .init([6, 6, 12], 6), .init([6, 12, 6], 1.5),
    .init([8, 8, 8], 5, tuplet: 3), .init([4, 4, 4, 4, 4, 4], 1, tuplet: 6),
    .init([3, 3, 3, 3, 3, 3, 3, 3], 0.7), .init([12, 3, 3, 3, 3], 0.5), .init([9, 3, 12], 0.7),
    .init([48], 40), .init([36, 12], 17), .init([42, 6], 1.5), .init([72], 7),
    .init([84, 12], 0.7),
    .init([96], 18), .init([12, 24, 12], 3), .init([12, 12, 12, 12], 10),
    .init([8, 8, 8, 8, 8, 8], 1.5, tuplet: 6),
  ]

  /// Cells of measures whose beat is a dotted quarter.
  static let compound: [RhythmCell] = [
    .init([12, 12, 12], 30), .init([36], 12), .init([24, 12], 16), .init([12, 24], 4),
    .init([6, 6, 12, 12], 5), .init([18, 6, 12], 6), .init([6, 6, 6, 6, 6, 6], 9),
    .init([72], 4), .init([12, 6, 6, 12], 3),
  ]

  /// Picks a cell that fits.
  ///
  /// - Parameter pace: above 1 short notes are likelier, below 1 long ones.
  static func pick(
    from cells: [RhythmCell], remaining: Int, pace: Float, using random: inout SeededGenerator
  ) -> RhythmCell {
    let fitting = cells.filter { $0.length <= remaining }
    guard !fitting.isEmpty else { return RhythmCell([remaining], 1) }
    let weights = fitting.map { cell in
      let mean = Float(cell.length) / Float(cell.ticks.count)
      return cell.weight * (mean < 13 ? pace : mean > 30 ? 1 / pace : 1)
    }
    return fitting[random.weightedIndex(weights)]
  }
}
