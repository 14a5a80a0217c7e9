import CustosSupport

/// How a hand writes note heads.
struct HeadHabit: Sendable {
  /// The form of filled heads.
  enum Form: Sendable {
    /// A filled oval.
    case oval
    /// A short thick stroke that leans to the right.
    case slash
    /// A small blot.
    case blot
    /// A coil of the pen that may leave gaps.
    case scribble
    /// A drop, thick at one end.
    case drop
  }

  var form: Form
  /// Extents of a filled head in staff spaces.
  var width: Float
  var height: Float
  /// Radians by which heads lean, counter-clockwise.
  var tilt: Float
  /// Share by which extents vary from head to head.
  var variation: Float
  /// Extents of the ring of a half note in staff spaces.
  var ringWidth: Float
  var ringHeight: Float
  /// Likelihood of a gap in the ring of a half or whole note.
  var gapChance: Float

  /// Draws the habit of a writer.
  init(using random: inout SeededGenerator) {
    let forms: [Form] = [.oval, .slash, .blot, .scribble, .drop]
    form = forms[random.weightedIndex([5, 6, 1.5, 2, 2])]
    variation = random.uniform(0.05, 0.16)
    gapChance = random.chance(0.5) ? random.uniform(0.1, 0.6) : 0
    switch form {
    case .slash:
      width = random.uniform(0.45, 1.1)
      height = random.uniform(0.5, 1)
      tilt = random.uniform(0.1, 0.5)
    case .blot:
      width = random.uniform(0.5, 0.8)
      height = width * random.uniform(0.8, 1.2)
      tilt = random.uniform(0, 0.8)
    default:
      width = random.uniform(0.8, 1.25)
      height = random.uniform(0.52, 0.92)
      tilt = random.uniform(0.2, 0.95)
    }
    ringWidth = max(width, random.uniform(0.95, 1.25))
    ringHeight = max(min(height, 0.95), random.uniform(0.7, 0.95))
  }

  /// The heads of engraved music.
  init(engravedUsing random: inout SeededGenerator) {
    form = .oval
    width = random.uniform(1.15, 1.35)
    height = random.uniform(0.92, 1.02)
    tilt = random.uniform(0.25, 0.5)
    variation = 0
    ringWidth = width * random.uniform(1, 1.06)
    ringHeight = height
    gapChance = 0
  }
}
