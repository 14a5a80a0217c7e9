import CustosSupport

/// The notation of drawn pages.
public enum NotationStyle: String, CaseIterable, Sendable {
  /// White mensural notation of the sixteenth century.
  case mensural
  /// Notation as it is written and engraved today.
  case modern
  /// Each page one of the two, by equal chance.
  case mixed

  /// Whether page `index` of a seed is modern.
  func isModern(seed: UInt64, index: Int) -> Bool {
    switch self {
    case .mensural: return false
    case .modern: return true
    case .mixed:
      // A stream of its own, so that the page is the same as one of an unmixed set.
      var random = SeededGenerator(seed: seed, stream: UInt64(index) | 1 << 63)
      return random.chance(0.5)
    }
  }
}
