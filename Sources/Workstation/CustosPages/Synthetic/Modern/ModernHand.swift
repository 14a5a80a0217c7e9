import CustosSupport

/// How one hand writes, or one engraver cuts: drawn once a page.
struct ModernHand: Sendable {
  /// Whether the page is engraved.
  let isEngraved: Bool
  /// Tells hands apart: decides which form each sign has and how it is bent.
  let identity: UInt64
  var head: HeadHabit
  var stem: StemHabit
  /// The pen for everything.
  var pen: Pen
  /// Irregularity of control points from sign to sign, in staff spaces.
  var wobble: Float
  /// How far a hand's signs are bent away from the common form, in staff spaces.
  var bending: Float
  /// Horizontal per vertical distance of all signs.
  var slant: Float
  /// Size of signs relative to the common one, across and upright.
  var signWidth: Float
  var signHeight: Float
  /// Radius of dots in staff spaces.
  var dotRadius: Float
  /// Standard deviation of heights in staff spaces.
  var miss: Float
  /// Distance of quarter notes in staff spaces.
  var spacing: Float
  /// Half the length of ledger lines in staff spaces.
  var ledgerHalf: Float

  /// Draws a hand: one in four pages is engraved.
  init(using random: inout SeededGenerator) {
    identity = random.next()
    isEngraved = random.chance(0.25)
    if isEngraved {
      head = HeadHabit(engravedUsing: &random)
      stem = StemHabit(engravedUsing: &random)
    } else {
      head = HeadHabit(using: &random)
      stem = StemHabit(using: &random)
    }
    let thick = isEngraved ? random.uniform(0.09, 0.15) : random.uniform(0.11, 0.23)
    pen = Pen(
      thick: thick, thin: isEngraved ? thick : thick * random.uniform(0.65, 1),
      angle: random.uniform(0.2, 1.4), darkness: isEngraved ? 1 : random.uniform(0.8, 1))
    wobble = isEngraved ? 0 : random.uniform(0.012, 0.05)
    bending = isEngraved ? 0.02 : random.uniform(0.04, 0.13)
    slant = isEngraved ? 0 : random.normal(mean: 0.08, deviation: 0.1)
    signWidth = isEngraved ? random.uniform(0.92, 1.08) : random.uniform(0.75, 1.2)
    signHeight = isEngraved ? random.uniform(0.95, 1.05) : random.uniform(0.75, 1.15)
    dotRadius = isEngraved ? random.uniform(0.18, 0.25) : random.uniform(0.08, 0.17)
    miss = isEngraved ? 0.004 : random.uniform(0.03, 0.085)
    spacing = isEngraved ? random.uniform(2.5, 3.7) : random.uniform(1.9, 3.2)
    ledgerHalf = isEngraved ? random.uniform(0.9, 1.05) : random.uniform(0.65, 1.15)
  }

  /// Which of a sign's forms this hand uses.
  func form(of sign: SignForms, key: UInt64) -> Sign {
    let forms = isEngraved ? sign.engraved : sign.written
    var random = SeededGenerator(seed: identity, stream: key &* 2 &+ 1)
    let weights = forms.indices.map { 1 / Float($0 + 1) + 0.3 }
    return forms[random.weightedIndex(weights)]
  }

  /// The sign as this hand bends it, the same whenever it is written.
  func bent(_ sign: Sign, key: UInt64) -> Sign {
    var random = SeededGenerator(seed: identity, stream: key &* 2 &+ 2)
    let aspect = isEngraved ? random.uniform(0.94, 1.06) : random.uniform(0.85, 1.2)
    let size = isEngraved ? 1 : random.uniform(0.8, 1.22)
    func bend(_ point: Point) -> Point {
      let moved =
        point + Point(random.normal(deviation: bending), random.normal(deviation: bending))
      return Point(
        (moved.x * aspect + slant * moved.y) * signWidth * size, moved.y * signHeight * size)
    }
    var result = sign
    for index in sign.strokes.indices {
      result.strokes[index].points = sign.strokes[index].points.map(bend)
    }
    result.dots = sign.dots.map { Point($0.x * signWidth * size, $0.y) }
    return result
  }
}
