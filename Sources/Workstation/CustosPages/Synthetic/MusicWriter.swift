import CustosImage
import CustosNotation
import CustosSupport

/// Fills staves with clefs, notes, rests and signs.
struct MusicWriter {
  let scribe: Scribe
  let pageWidth: Int
  let pageHeight: Int
  private(set) var symbols: [SyntheticSymbol] = []
  private(set) var truth: [SymbolTruth] = []
  var marks: [Mark] = []
  var positions = PositionChooser()

  init(scribe: Scribe, pageWidth: Int, pageHeight: Int) {
    self.scribe = scribe
    self.pageWidth = pageWidth
    self.pageHeight = pageHeight
  }

  /// Writes one staff from its clef to its custos.
  mutating func write(
    staff: StaffGeometry, index: Int, using random: inout SeededGenerator
  ) {
    let unit = staff.space
    var x = staff.left + random.uniform(0.9, 1.3) * unit
    x = head(of: staff, index: index, from: x, using: &random)
    let end = staff.right - random.uniform(1.2, 2) * unit
    var previous = 4 + random.index(below: 6)
    while x < end - 1.2 * unit {
      if random.chance(0.16) {
        // A rest is narrow and may stand nearer to a note than another note would.
        if symbols.last.map({ !$0.annotation.className.hasSuffix("rest") }) ?? false {
          x -= random.uniform(0, 0.35) * scribe.hand.spacing * unit
        }
        x += rests(staff: staff, index: index, at: x, using: &random)
      } else if random.chance(0.012) {
        add(.barline, step: 6, staff: staff, index: index, at: x, using: &random)
        x += unit * random.uniform(0.8, 1.4)
      } else {
        if random.chance(0.035) {
          x = beamedNotes(staff: staff, index: index, at: x, after: &previous, using: &random)
          continue
        }
        previous = positions.next(after: previous, using: &random)
        x = note(step: previous, staff: staff, index: index, at: x, using: &random)
      }
    }
    if random.chance(0.85) {
      let step = positions.next(after: previous, using: &random)
      let place = max(x, staff.right - random.uniform(-0.3, 1) * unit)
      add(.custos, step: step, staff: staff, index: index, at: place, using: &random)
    } else {
      add(.doubleBarline, step: 6, staff: staff, index: index, at: end + unit, using: &random)
    }
  }

  /// Writes clef, flats and mensuration sign and gives the place of what follows.
  private mutating func head(
    of staff: StaffGeometry, index: Int, from start: Float, using random: inout SeededGenerator
  ) -> Float {
    let unit = staff.space
    var x = start
    let clefs: [SymbolKind] = [.gClef, .cClef, .fClef1, .fClef2]
    let clef = clefs[random.weightedIndex([6, 3, 1, 1])]
    let step =
      switch clef {
      case .gClef: 6
      case .cClef: 2 + 2 * random.index(below: 4)
      default: 6 + 2 * random.index(below: 2)
      }
    add(clef, step: step, staff: staff, index: index, at: x, using: &random)
    positions.count(step)
    x += random.uniform(1.5, 2) * unit
    if random.chance(0.25) {
      let flat = 4 + random.index(below: 6)
      add(.flat, step: flat, staff: staff, index: index, at: x, using: &random)
      positions.count(flat)
      x += random.uniform(1, 1.4) * unit
    }
    if random.chance(0.3) {
      let signs: [SymbolKind] = [.cutTime, .commonTime, .proportioMaior, .proportioMinor]
      let sign = signs[random.weightedIndex([4, 3, 1, 1])]
      add(sign, step: 6, staff: staff, index: index, at: x + 0.4 * unit, using: &random)
      x += (sign == .cutTime || sign == .commonTime ? 1.8 : 3.3) * unit
    }
    return x + 0.3 * unit
  }

  /// Writes one to four rests and gives their width in pixels.
  private mutating func rests(
    staff: StaffGeometry, index: Int, at start: Float, using random: inout SeededGenerator
  ) -> Float {
    var x = start
    for _ in 0...random.weightedIndex([5, 3, 1.5, 0.5]) {
      let kind = SymbolKind.rests[random.weightedIndex(SymbolKind.rests.map(\.share))].kind
      let line: Int =
        switch kind {
        case .longaRest, .brevisRest:
          3 + random.weightedIndex([6, 4]) - (random.chance(0.2) ? 1 : 0)
        case .semibrevisRest: 2 + random.weightedIndex([1, 2, 5, 3])
        default: 2 + random.weightedIndex([2, 5, 6, 1])
        }
      add(kind, step: 2 * line, staff: staff, index: index, at: x, using: &random)
      positions.count(2 * line)
      x += scribe.hand.restSpacing * random.uniform(0.85, 1.3) * staff.space
    }
    return x - start + random.uniform(0.3, 0.9) * staff.space
  }

  /// Writes a note with what may surround it and gives the place of the next symbol.
  private mutating func note(
    step: Int, staff: StaffGeometry, index: Int, at start: Float,
    using random: inout SeededGenerator
  ) -> Float {
    let unit = staff.space
    var x = start
    if random.chance(0.05) {
      let sign: SymbolKind = random.chance(0.5) ? .flat : .sharp
      add(sign, step: step, staff: staff, index: index, at: x, using: &random)
      if sign == .flat { positions.count(step) }
      x += random.uniform(1.1, 1.5) * unit
    }
    let kind = SymbolKind.notes[random.weightedIndex(SymbolKind.notes.map(\.share))].kind
    let up = random.chance(0.06) ? random.chance(0.5) : step < scribe.hand.stemTurn
    add(kind, step: step, staff: staff, index: index, at: x, stemUp: up, using: &random)
    ledgerLines(step: step, staff: staff, at: x, using: &random)
    if random.chance(0.012) {
      let above = min(step + 4, 13)
      add(.fermata, step: above, staff: staff, index: index, at: x, using: &random)
    }
    var advance = scribe.hand.spacing * random.uniform(0.88, 1.2)
    if random.chance(0.09) {
      let dotStep = min(step % 2 == 0 ? step + 1 : step, 13)
      let dotX = x + random.uniform(0.85, 1.15) * unit
      add(.dot, step: dotStep, staff: staff, index: index, at: dotX, using: &random)
      advance += 0.4
    }
    if random.chance(0.08) { advance += random.uniform(0.5, 3) }
    return x + advance * unit
  }

  /// Draws the ledger lines that a step needs; one is enough for L0, L6 and S6.
  mutating func ledgerLines(
    step: Int, staff: StaffGeometry, at x: Float, using random: inout SeededGenerator
  ) {
    guard step == 0 || step >= 12 else { return }
    let place = Point(x, staff.height(step: step == 0 ? 0 : 12, at: x))
    var sketch = Sketch(origin: place, unit: staff.space, wobble: scribe.hand.wobble)
    let half = random.uniform(0.85, 1.3)
    let lift = random.uniform(-0.08, 0.1)
    sketch.stroke(
      [Point(-half, -lift), Point(half, lift)],
      pen: scribe.freshPen(using: &random).scaled(by: 0.8),
      belongs: false, using: &random)
    marks += sketch.marks
  }

  /// Draws a symbol and notes it down; gives the end of its stem in pixels if it has one.
  ///
  /// - Parameter name: class name of the annotation where it is not the kind's.
  @discardableResult
  mutating func add(
    _ kind: SymbolKind, name: String? = nil, step: Int, staff: StaffGeometry, index: Int,
    at x: Float, stemUp: Bool = false, using random: inout SeededGenerator
  ) -> Point? {
    // Scribes miss the exact height: on the real page most heads lie within a quarter of a step.
    let miss = min(max(random.normal(deviation: 0.06), -0.18), 0.18) * staff.space
    let origin = Point(x, staff.height(step: step, at: x) + miss)
    var sketch = Sketch(origin: origin, unit: staff.space, wobble: scribe.hand.wobble)
    scribe.draw(kind, stemUp: stemUp, into: &sketch, using: &random)
    record(sketch, name: name ?? kind.rawValue, step: step, index: index, using: &random)
    return sketch.stemEnd
  }

  /// Keeps a sketch's marks and its annotation, whose box is a little larger than the ink.
  mutating func record(
    _ sketch: Sketch, name: String, step: Int, index: Int, using random: inout SeededGenerator
  ) {
    func margin() -> Float { max(1, scribe.hand.boxMargin + random.uniform(-2, 4)) }
    let bounds = sketch.bounds
    let box = Box(
      x1: Self.tenth(max(0, bounds.left - margin())),
      y1: Self.tenth(max(0, bounds.top - margin())),
      x2: Self.tenth(min(Float(pageWidth), bounds.right + margin())),
      y2: Self.tenth(min(Float(pageHeight), bounds.bottom + margin())))
    guard let position = StaffPosition(step: step), box.x2 > box.x1 + 2, box.y2 > box.y1 + 2 else {
      return
    }
    marks += sketch.marks
    symbols.append(
      SyntheticSymbol(
        annotation: Annotation(box: box, className: name, position: position), staff: index,
        x: sketch.origin.x, y: sketch.origin.y))
    let isPlaced = SymbolClass.hasStaffPosition(name)
    if let symbol = SymbolTruth(
      ink: bounds.grown(by: Self.boxMargin * sketch.unit), className: name,
      place: isPlaced ? .position(position) : .none, staff: index,
      anchor: sketch.origin, pageWidth: pageWidth, pageHeight: pageHeight)
    {
      truth.append(symbol)
    }
  }

  /// Staff spaces between ink and box of complete annotations: the mean of the boxes of the other form, so
  /// that a network learns boxes as annotators of mensural pages draw them.
  private static let boxMargin: Float = 0.18

  /// Rounds to a tenth, as annotation files have it.
  private static func tenth(_ value: Float) -> Double {
    (Double(value) * 10).rounded() / 10
  }
}
