import CustosSupport
import Foundation

extension ModernScribe {
  /// Draws a note head around the sketch's origin.
  ///
  /// - Returns: half the head's width in staff spaces of the sketch, where stems are attached.
  func head(
    _ kind: ModernClass, into sketch: inout Sketch, using random: inout SeededGenerator
  ) -> Float {
    let habit = hand.head
    func vary() -> Float {
      habit.variation == 0 ? 1 : random.uniform(1 - habit.variation, 1 + habit.variation)
    }
    let width = habit.width * vary()
    let height = habit.height * vary()
    let pen = freshPen(using: &random)
    switch kind {
    case .noteheadHalf, .noteheadWhole:
      let isWhole = kind == .noteheadWhole
      let scale = vary() * (isWhole ? 1.1 : 1)
      let size = (habit.ringWidth * scale, habit.ringHeight * vary())
      if hand.isEngraved {
        engravedRing(isWhole: isWhole, size: size, pen, into: &sketch)
      } else {
        ring(isWhole: isWhole, size: size, pen, into: &sketch, using: &random)
      }
      return size.0 / 2
    default:
      filledHead(width: width, height: height, pen, into: &sketch, using: &random)
      return width / 2
    }
  }

  private func filledHead(
    width: Float, height: Float, _ pen: Pen, into sketch: inout Sketch,
    using random: inout SeededGenerator
  ) {
    let tilt = hand.head.tilt + (hand.isEngraved ? 0 : random.normal(deviation: 0.09))
    switch hand.head.form {
    case .oval, .blot:
      let outline = Curve.superellipse(
        radiusX: width / 2, radiusY: height / 2,
        power: hand.isEngraved ? 2 : random.uniform(1.6, 2.3),
        tilt: tilt)
      let uneven: Float = hand.isEngraved ? 0 : random.uniform(0, 0.09)
      sketch.fill(
        Self.wavy(outline, amount: uneven, phase: random.uniform(0, 6)), darkness: pen.darkness)
    case .slash: slash(width: width, height: height, pen, into: &sketch, using: &random)
    case .drop:
      let reach = Point(cos(tilt), sin(tilt)) * (width * 0.28)
      sketch.swell(
        [reach * -1, Point(0, 0.02), reach],
        widths: [height * 0.5, height * 0.85, height * random.uniform(0.4, 0.85)],
        darkness: pen.darkness, using: &random)
    case .scribble:
      coil(width: width, height: height, tilt: tilt, pen, into: &sketch, using: &random)
    }
  }

  /// A short stroke from the lower left to the upper right.
  private func slash(
    width: Float, height: Float, _ pen: Pen, into sketch: inout Sketch,
    using random: inout SeededGenerator
  ) {
    let thickness = min(max(pen.thick * 1.7, 0.24), 0.48) * random.uniform(0.9, 1.15)
    let reach = Point(max(0.06, (width - thickness) / 2), max(0.06, (height - thickness) / 2))
    let bulge = random.uniform(-0.05, 0.05)
    sketch.swell(
      [reach * -1, Point(bulge, -bulge), reach],
      widths: [thickness * 0.85, thickness * 1.1, thickness * random.uniform(0.7, 1)],
      darkness: pen.darkness, using: &random)
  }

  private func coil(
    width: Float, height: Float, tilt: Float, _ pen: Pen, into sketch: inout Sketch,
    using random: inout SeededGenerator
  ) {
    let inset = pen.thick / 2
    let start = random.uniform(0, 6)
    let points = (0...48).map { index -> Point in
      let angle = start + Float(index) / 48 * 4.2 * .pi
      let shrink = 1 - 0.75 * Float(index) / 48
      let x = (width / 2 - inset) * shrink * cos(angle)
      let y = (height / 2 - inset) * shrink * sin(angle)
      return Point(x * cos(tilt) - y * sin(tilt), x * sin(tilt) + y * cos(tilt))
    }
    sketch.line(points, pen: pen.scaled(by: 1.25), using: &random)
  }

  /// The ring of a half or whole note; some hands leave a gap, others overlap.
  private func ring(
    isWhole: Bool, size: (width: Float, height: Float), _ pen: Pen, into sketch: inout Sketch,
    using random: inout SeededGenerator
  ) {
    let inset = (pen.thick + pen.thin) / 4
    let start = random.uniform(0, 2 * .pi)
    let gap = random.chance(hand.head.gapChance) ? random.uniform(0.2, 1) : random.uniform(-0.5, 0)
    let tilt = (isWhole ? 0.3 : 1) * hand.head.tilt + random.normal(deviation: 0.08)
    let outline = Curve.superellipse(
      radiusX: size.width / 2 - inset, radiusY: size.height / 2 - inset,
      power: random.uniform(1.7, 2.3), tilt: tilt, from: start, to: start + 2 * .pi - gap)
    let drift = Point(random.normal(deviation: 0.04), random.normal(deviation: 0.04))
    let count = Float(outline.count)
    sketch.line(
      outline.enumerated().map { $1 + drift * (Float($0) / count - 0.5) }, pen: pen, using: &random)
  }

  /// An oval with a slanted hole.
  private func engravedRing(
    isWhole: Bool, size: (width: Float, height: Float), _ pen: Pen, into sketch: inout Sketch
  ) {
    let width = isWhole ? size.width * 1.2 : size.width
    let tilt: Float = isWhole ? 0 : hand.head.tilt
    let outer = Curve.superellipse(radiusX: width / 2, radiusY: size.height / 2, tilt: tilt)
    let hole = Curve.superellipse(
      radiusX: size.width * (isWhole ? 0.34 : 0.44), radiusY: size.height * (isWhole ? 0.24 : 0.2),
      tilt: isWhole ? -1 : tilt + 0.15)
    sketch.fill(outer + hole.reversed(), darkness: pen.darkness)
  }

  private static func wavy(_ outline: [Point], amount: Float, phase: Float) -> [Point] {
    outline.enumerated().map { index, point in
      let angle = 2 * Float.pi * Float(index) / Float(outline.count - 1)
      return point * (1 + amount * (sin(3 * angle + phase) + 0.6 * sin(2 * angle - phase)))
    }
  }
}
