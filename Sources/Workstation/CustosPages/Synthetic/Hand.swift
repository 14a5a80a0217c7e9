import CustosSupport

/// How one scribe writes: drawn once per page, so that the symbols of a page look alike.
struct Hand: Sendable {
  /// The form of note heads.
  enum HeadForm: CaseIterable, Sendable {
    case oval, loop, diamond, round
  }

  var headForm: HeadForm
  /// Extents of a head in staff spaces.
  var headWidth: Float
  var headHeight: Float
  /// Factors on the extents of a semibreve's head.
  var semibrevisWidth: Float
  var semibrevisHeight: Float
  /// How far a void head's line ends inside or outside its start, as a share of the head's radius.
  var headSpiral: Float
  /// Radians by which heads lean, counter-clockwise.
  var headTilt: Float
  /// The pen for notes and signs.
  var pen: Pen
  /// The pen for words.
  var textPen: Pen
  /// Height of small letters, in staff spaces.
  var textSize: Float
  /// Length of stems from the centre of the head, in staff spaces.
  var stemLength: Float
  /// How far a stem's end drifts to the right, in staff spaces.
  var stemDrift: Float
  /// Where the stem leaves the head: 0 is the middle, 1 the right side.
  var stemSide: Float
  /// Notes on this step or above have their stem down.
  var stemTurn: Int
  /// Factor on the width of stems.
  var stemWidth: Float
  /// How clefs and signs are bent.
  var manner: Manner
  /// The form of the G clef.
  var gClef: GClefForm
  /// Irregularity of control points in staff spaces.
  var wobble: Float
  /// How far words lean to the right (horizontal per vertical distance).
  var slant: Float
  /// Mean distance of symbols in staff spaces.
  var spacing: Float
  /// Least distance of rests that follow each other, in staff spaces.
  var restSpacing: Float
  /// How far boxes reach beyond the ink, in pixels.
  var boxMargin: Float

  /// Draws the habits of a scribe.
  init(using random: inout SeededGenerator) {
    headForm = HeadForm.allCases[random.weightedIndex([5, 4, 2, 2])]
    headWidth = random.uniform(1.05, 1.4)
    headHeight = random.uniform(0.88, 1.14)
    headTilt = headForm == .diamond ? random.uniform(-0.05, 0.15) : random.uniform(0.1, 0.6)
    semibrevisWidth = random.uniform(0.95, 1.3)
    semibrevisHeight = random.uniform(0.78, 1.05)
    headSpiral = headForm == .diamond ? 0 : random.uniform(-0.2, 0.2)
    let thick = random.uniform(0.09, 0.18)
    let angle = random.uniform(0.3, 1.1)
    pen = Pen(thick: thick, thin: thick * random.uniform(0.3, 0.8), angle: angle)
    let textThick = random.uniform(0.07, 0.17)
    textPen = Pen(
      thick: textThick, thin: textThick * random.uniform(0.3, 0.7), angle: random.uniform(0.5, 1),
      darkness: random.uniform(0.6, 1))
    textSize = random.uniform(0.6, 1.1)
    stemLength = random.uniform(2.2, 2.9)
    stemDrift = random.uniform(-0.1, 0.35)
    stemSide = random.chance(0.75) ? random.uniform(0.5, 0.95) : random.uniform(0, 0.3)
    stemWidth = random.uniform(0.75, 1.25)
    manner = Manner(using: &random)
    gClef = GClefForm(using: &random)
    stemTurn = 4 + random.index(below: 4)
    wobble = random.uniform(0.015, 0.05)
    slant = random.uniform(0.05, 0.45)
    spacing = random.uniform(1.7, 2.5)
    restSpacing = random.uniform(0.48, 0.95)
    boxMargin = random.uniform(2, 8)
  }
}
