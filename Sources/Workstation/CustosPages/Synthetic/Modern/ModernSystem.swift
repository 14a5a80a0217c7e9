/// Staves that are played together.
struct ModernSystem: Sendable {
  /// What stands before the staves.
  enum Bracing: Sendable {
    case none, brace, bracket
  }

  /// Index of the first staff in the page's list.
  let first: Int
  let staves: [StaffGeometry]
  let bracing: Bracing
  /// Whether bar lines cross the room between the staves.
  let joinsBars: Bool

  /// Mean staff space in pixels.
  var unit: Float { staves[0].space }
}

/// A clef with the line it stands on and what follows for key signatures.
enum ModernClef: CaseIterable, Sendable {
  case treble, bass, alto, tenor, soprano

  var symbol: ModernClass {
    switch self {
    case .treble: .gClef
    case .bass: .fClef
    default: .cClef
    }
  }

  /// The step of the line that the clef names.
  var step: Int {
    switch self {
    case .treble: 4
    case .bass, .tenor: 8
    case .alto: 6
    case .soprano: 2
    }
  }

  /// Steps of a key signature: sharps for a positive number of fifths, flats for a negative one.
  func keySteps(fifths: Int) -> [Int] {
    let treble = fifths > 0 ? [10, 7, 11, 8, 5, 9, 6] : [6, 9, 5, 8, 4, 7, 3]
    let shift =
      switch self {
      case .treble: 0
      case .bass: -2
      case .alto: -1
      case .tenor: 1
      case .soprano: 2
      }
    return treble.prefix(abs(fifths)).map { step in
      let moved = step + shift
      return moved > 11 ? moved - 7 : moved < 2 ? moved + 7 : moved
    }
  }
}
