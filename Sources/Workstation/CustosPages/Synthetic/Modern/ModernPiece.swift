import CustosSupport

/// What the systems of a page have in common: key, time, clefs and parts.
struct ModernPiece: Sendable {
  /// Sharps (above 0) or flats (below 0) of the key signature.
  var fifths: Int
  /// Figures of the time signature; equal to none where the page shows no signature.
  var beats: (count: Int, unit: Int)
  /// Whether the time is written as C.
  var isCommon: Bool
  /// Whether the page begins with a time signature.
  var showsTime: Bool
  var clefs: [ModernClef]
  var parts: [StaffPart]
  /// Whether a staff has two voices.
  var hasTwoVoices: [Bool]
  /// Whether words to be sung stand below the staves.
  var hasLyrics: Bool
  /// Likelihood of signs of loudness and words at a measure.
  var wordChance: Float

  /// Whether beats are dotted quarters.
  var isCompound: Bool { beats.unit == 8 && beats.count % 3 == 0 && beats.count > 3 }
  /// Ticks of a measure.
  var ticks: Int { beats.count * 4 * NoteValue.quarter / beats.unit }

  /// Draws a piece for systems of a number of staves.
  init(staffCount: Int, isKeyboard: Bool, using random: inout SeededGenerator) {
    fifths = random.weightedIndex([0.4, 0.8, 1.4, 2.5, 4, 6, 6, 4.5, 3, 1.5, 0.7]) - 5
    let times = [(4, 4), (3, 4), (2, 4), (6, 8), (3, 8), (12, 8), (2, 2)]
    beats = times[random.weightedIndex([6, 4, 3, 2, 1, 0.5, 0.7])]
    isCommon = beats == (4, 4) && random.chance(0.5)
    showsTime = random.chance(0.85)
    clefs = (0..<staffCount).map { row in
      if isKeyboard { return row == 0 ? .treble : .bass }
      let shares: [Float] = staffCount == 1 ? [6, 3, 1.5, 0.8, 0.3] : [6, 3, 1.4, 0.7, 0.3]
      return ModernClef.allCases[random.weightedIndex(shares)]
    }
    parts = (0..<staffCount).map { _ in
      StaffPart(isKeyboard: isKeyboard, isOrchestral: staffCount > 2, using: &random)
    }
    let share: Float = isKeyboard ? 0.4 : 0.1
    hasTwoVoices = (0..<staffCount).map { _ in random.chance(share) }
    hasLyrics = staffCount == 1 && random.chance(0.4)
    wordChance = random.chance(0.85) ? random.uniform(0.05, 0.6) : 0
  }
}
