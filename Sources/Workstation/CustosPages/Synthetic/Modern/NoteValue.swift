/// The written value of a note or rest.
struct NoteValue: Equatable, Sendable {
  /// Ticks of a quarter note.
  static let quarter = 24

  /// Length of a bar's unit: 0 whole, 1 half, 2 quarter, 3 eighth, 4 sixteenth, 5 thirty-second.
  let level: Int
  let dots: Int

  /// Writes a duration of `ticks`; the notes of a tuplet are written longer than they last.
  init(ticks: Int, isTuplet: Bool) {
    let values: [Int: (Int, Int)] = [
      96: (0, 0), 72: (1, 1), 84: (1, 2), 48: (1, 0), 36: (2, 1), 42: (2, 2), 24: (2, 0),
      18: (3, 1), 12: (3, 0), 9: (4, 1), 6: (4, 0), 3: (5, 0),
    ]
    (level, dots) = isTuplet ? (ticks == 8 ? 3 : 4, 0) : values[ticks] ?? (2, 0)
  }

  /// Number of flags or beams.
  var flags: Int { max(0, level - 2) }

  var headClass: ModernClass {
    switch level {
    case 0: .noteheadWhole
    case 1: .noteheadHalf
    default: .noteheadFull
    }
  }
}
