import CustosSupport
import Foundation

extension Scribe {
  /// Draws a head at the origin and, for the shorter values, a stem and a flag.
  func note(
    _ kind: SymbolKind, stemUp: Bool, pen: Pen, into sketch: inout Sketch,
    using random: inout SeededGenerator
  ) {
    let filled: Set<SymbolKind> = [.colouredSemibrevis, .colouredMinima, .colouredSemiminima]
    let isSemibrevis = kind == .semibrevis || kind == .colouredSemibrevis
    let width =
      hand.headWidth * (isSemibrevis ? hand.semibrevisWidth : 1) * random.uniform(0.9, 1.12)
    let height =
      hand.headHeight * (isSemibrevis ? hand.semibrevisHeight : 1) * random.uniform(0.9, 1.1)
    let tilt = hand.headTilt + random.normal(deviation: 0.08)
    if filled.contains(kind) {
      filledHead(width: width, height: height, tilt: tilt, pen, into: &sketch, using: &random)
    } else {
      voidHead(width: width, height: height, tilt: tilt, pen, into: &sketch, using: &random)
    }
    guard !isSemibrevis else { return }
    let end = stem(
      up: stemUp, width: width, height: height, pen, into: &sketch, using: &random)
    sketch.stemEnd = sketch.place(end)
    if kind == .semiminima || kind == .colouredSemiminima {
      flag(at: end, up: stemUp, pen, into: &sketch, using: &random)
    }
  }

  private var headPower: Float {
    switch hand.headForm {
    case .oval: 1.9
    case .loop: 2
    case .diamond: 1.15
    case .round: 2.1
    }
  }

  private func filledHead(
    width: Float, height: Float, tilt: Float, _ pen: Pen, into sketch: inout Sketch,
    using random: inout SeededGenerator
  ) {
    var outline = Curve.superellipse(
      radiusX: width / 2, radiusY: height / 2, power: headPower + random.normal(deviation: 0.1),
      tilt: tilt)
    // A few slow waves make the outline uneven; one end is often drawn out to a point.
    let phase = random.uniform(0, 2 * .pi)
    let amount = random.uniform(0, 0.07)
    let pointed: Float = hand.headForm == .oval ? random.uniform(0, 0.18) : 0
    for index in outline.indices {
      let angle = 2 * Float.pi * Float(index) / Float(outline.count - 1)
      let wave = 1 + amount * sin(3 * angle + phase) + pointed * max(0, -cos(angle - 0.2) - 0.6)
      outline[index] = outline[index] * wave
    }
    sketch.fill(outline, darkness: pen.darkness)
  }

  private func voidHead(
    width: Float, height: Float, tilt: Float, _ pen: Pen, into sketch: inout Sketch,
    using random: inout SeededGenerator
  ) {
    let inset = (pen.thick + pen.thin) / 4
    let start = random.uniform(0, 2 * .pi)
    let gap = random.chance(0.25) ? random.uniform(0, 0.7) : random.uniform(-0.3, 0)
    var outline = Curve.superellipse(
      radiusX: width / 2 - inset, radiusY: height / 2 - inset,
      power: headPower + random.normal(deviation: 0.08), tilt: tilt, from: start,
      to: start + 2 * .pi - gap)
    let spiral = hand.headSpiral * random.uniform(0, 1)
    for index in outline.indices {
      let way = Float(index) / Float(outline.count - 1)
      outline[index] = outline[index] * (1 + spiral * (way - 0.5))
    }
    sketch.line(outline, pen: pen, using: &random)
  }

  /// Draws the stem and gives its end.
  private func stem(
    up: Bool, width: Float, height: Float, _ pen: Pen, into sketch: inout Sketch,
    using random: inout SeededGenerator
  ) -> Point {
    let direction: Float = up ? 1 : -1
    let side = hand.stemSide * width / 2 * (hand.headForm == .diamond ? 0.3 : 0.85)
    let start = Point(side, direction * height * (hand.stemSide > 0.4 ? 0.1 : 0.42))
    let length = hand.stemLength * random.uniform(0.85, 1.15)
    let drift = (up ? -0.3 : 1) * hand.stemDrift + random.normal(deviation: 0.06)
    let end = Point(side + drift, direction * length)
    let belly = Point(
      (start.x + end.x) / 2 + random.normal(deviation: 0.04), (start.y + end.y) / 2)
    var stemPen = pen.scaled(by: hand.stemWidth)
    stemPen.thin = (stemPen.thick + stemPen.thin) / 2
    sketch.stroke([start, belly, end], pen: stemPen, using: &random)
    return end
  }

  private func flag(
    at end: Point, up: Bool, _ pen: Pen, into sketch: inout Sketch,
    using random: inout SeededGenerator
  ) {
    let direction: Float = up ? -1 : 1
    let side: Float = random.chance(0.5) ? 1 : -1
    let reach = random.uniform(0.3, 0.7) * side
    let rise = random.uniform(0.7, 1.2) * direction
    sketch.stroke(
      [end, Point(end.x + reach * 0.75, end.y + rise * 0.35), Point(end.x + reach, end.y + rise)],
      pen: pen.scaled(by: 0.8), using: &random)
  }

  /// Draws a breve (two bars with two cross strokes) or a longa (with a tail on the right).
  func square(
    _ kind: SymbolKind, pen: Pen, into sketch: inout Sketch, using random: inout SeededGenerator
  ) {
    let half = hand.headWidth * random.uniform(0.5, 0.65)
    let bar = random.uniform(0.42, 0.55)
    let over = kind == .colouredBrevis ? bar : bar + random.uniform(0.08, 0.4)
    if kind == .colouredBrevis {
      sketch.fill(
        [Point(-half, -bar), Point(half, -bar), Point(half, bar), Point(-half, bar)],
        darkness: pen.darkness)
      return
    }
    let tail = random.uniform(1.7, 2.6)
    let (low, high): (Float, Float) =
      switch kind {
      case .longa: (-tail, over)
      case .longa2: (-over, tail)
      default: (-over, over)
      }
    sketch.stroke([Point(-half, over), Point(-half, -over)], pen: pen, using: &random)
    sketch.stroke([Point(half, high), Point(half, low)], pen: pen, using: &random)
    for y in [-bar, bar] {
      let lift = random.uniform(-0.08, 0.12)
      sketch.stroke(
        [Point(-half, y - lift), Point(half, y + lift)], pen: pen.scaled(by: 1.15), using: &random)
    }
  }

  /// Draws rests: bars that sit on, hang from or join lines (see the data set's description).
  func rest(
    _ kind: SymbolKind, pen: Pen, into sketch: inout Sketch, using random: inout SeededGenerator
  ) {
    let (low, high): (Float, Float) =
      switch kind {
      case .minimaRest: (0, random.uniform(0.35, 0.7))
      case .semibrevisRest: (random.uniform(-0.7, -0.35), 0)
      case .brevisRest: (0, 1)
      case .longaRest: (-1, 1)
      default: (0, random.uniform(0.5, 0.75))
      }
    let lean = random.uniform(-0.08, 0.08)
    let bar = pen.scaled(by: random.uniform(0.9, 1.3))
    sketch.stroke([Point(-lean, high), Point(lean, low)], pen: bar, using: &random)
    if kind == .semiminimaRest {
      sketch.stroke(
        [Point(-lean, high), Point(0.2, high + 0.05), Point(0.45, high - 0.2)], pen: pen,
        using: &random)
    }
  }
}
