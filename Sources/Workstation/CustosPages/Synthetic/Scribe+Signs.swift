import CustosSupport
import Foundation

extension Scribe {
  /// Draws custodes, accidentals, dots, fermatas and bars.
  func sign(
    _ kind: SymbolKind, pen: Pen, into sketch: inout Sketch, using random: inout SeededGenerator
  ) {
    switch kind {
    case .custos: custos(pen, into: &sketch, using: &random)
    case .flat: flat(pen, into: &sketch, using: &random)
    case .sharp: sharp(pen, into: &sketch, using: &random)
    case .dot:
      let radius = random.uniform(0.09, 0.16)
      sketch.fill(
        Curve.superellipse(
          radiusX: radius, radiusY: radius * random.uniform(0.8, 1.2), tilt: 0.5, count: 16),
        darkness: pen.darkness)
    case .fermata:
      let half = random.uniform(0.9, 1.3)
      let rise = half * random.uniform(0.6, 0.9)
      sketch.stroke(
        [
          Point(-half, -0.3), Point(-half * 0.6, rise * 0.5), Point(0, rise * 0.7),
          Point(half * 0.6, rise * 0.5), Point(half, -0.3),
        ], pen: pen, using: &random)
      sketch.fill(Curve.superellipse(radiusX: 0.12, radiusY: 0.12), darkness: pen.darkness)
    case .barline, .doubleBarline:
      let xs: [Float] = kind == .barline ? [0] : [-0.25, 0.25]
      for x in xs {
        sketch.stroke(
          [Point(x + random.uniform(-0.1, 0.1), 2), Point(x, -2)], pen: pen, using: &random)
      }
    default: break
    }
  }

  /// The hook at the end of a staff; its lower left end points at the position of the next note.
  private func custos(
    _ pen: Pen, into sketch: inout Sketch, using random: inout SeededGenerator
  ) {
    if random.chance(0.85) {
      let height = random.uniform(1.5, 2.1)
      let width = random.uniform(0.9, 1.3)
      sketch.stroke(
        [
          Point(0, 0.08), Point(width * 0.35, -0.05), Point(width * 0.75, 0.15),
          Point(width, height * 0.45), Point(width * 0.85, height * 0.8),
          Point(width * 0.45, height),
        ], pen: pen, using: &random)
    } else {
      let rise = random.uniform(0.9, 1.6)
      sketch.stroke(
        [
          Point(-0.1, 0.15), Point(0.1, -0.15), Point(0.3, 0.15), Point(0.5, -0.15),
          Point(0.8, 0.2), Point(1.3, rise),
        ], pen: pen, using: &random)
    }
  }

  private func flat(_ pen: Pen, into sketch: inout Sketch, using random: inout SeededGenerator) {
    let height = random.uniform(1.3, 1.9)
    sketch.stroke(
      [Point(-0.25, height), Point(-0.22, 0.4), Point(-0.2, -0.4)], pen: pen, using: &random)
    sketch.stroke(
      [
        Point(-0.21, 0.2), Point(0.1, 0.45), Point(0.33, 0.25), Point(0.15, -0.2),
        Point(-0.2, -0.42),
      ], pen: pen, using: &random)
  }

  private func sharp(_ pen: Pen, into sketch: inout Sketch, using random: inout SeededGenerator) {
    let thin = pen.scaled(by: 0.8)
    let size = random.uniform(0.45, 0.75)
    if random.chance(0.5) {
      for offset in [-0.15, 0.15] as [Float] {
        sketch.stroke(
          [Point(offset - size, -size * 0.5), Point(offset + size * 0.7, size)], pen: thin,
          using: &random)
        sketch.stroke(
          [Point(-size, offset + size * 0.2), Point(size, offset - size * 0.2)], pen: thin,
          using: &random)
      }
    } else {
      sketch.stroke([Point(-size, -0.1), Point(size, 0.15)], pen: thin, using: &random)
      sketch.stroke(
        [Point(-size * 0.6, -size), Point(size * 0.6, size)], pen: thin, using: &random)
      sketch.stroke([Point(-0.1, size), Point(0.1, -size)], pen: thin, using: &random)
    }
  }

  /// Draws signs of mensuration and proportion around the middle line.
  func mensuration(
    _ kind: SymbolKind, pen: Pen, into sketch: inout Sketch, using random: inout SeededGenerator
  ) {
    let radius = random.uniform(0.65, 0.85)
    let isCircle = kind == .proportioMaior
    let circle = Curve.superellipse(
      radiusX: radius * 0.9, radiusY: radius, from: isCircle ? 0 : 0.6,
      to: isCircle ? 2 * .pi : 2 * .pi - 0.6)
    sketch.line(circle, pen: pen, using: &random)
    if kind != .commonTime {
      sketch.stroke(
        [
          Point(random.uniform(-0.2, 0), 2.4), Point(0.05, 0.5),
          Point(random.uniform(-0.1, 0.1), -2), Point(-0.3, -2.3),
        ], pen: pen.scaled(by: 0.9), using: &random)
    }
    guard kind == .proportioMaior || kind == .proportioMinor else { return }
    // The figure 3 to the right of the sign.
    sketch.stroke(
      [
        Point(1, 1.1), Point(1.5, 1.3), Point(1.9, 0.9), Point(1.4, 0), Point(1.9, -0.5),
        Point(1.7, -1.5), Point(1.2, -1.8), Point(1.05, -1.4), Point(1.6, -1.6), Point(2.1, -1.5),
      ], pen: pen, using: &random)
  }
}
