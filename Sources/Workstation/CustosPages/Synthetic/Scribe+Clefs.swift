import CustosSupport
import Foundation

extension Scribe {
  /// Draws clefs. The G clef's origin is the middle line (the annotation calls it L3, though its
  /// curl is on L2); C and F clefs have the origin on their line.
  func clef(
    _ kind: SymbolKind, pen: Pen, into sketch: inout Sketch, using random: inout SeededGenerator
  ) {
    switch kind {
    case .gClef:
      // The manner leaves the line of the curl where it is.
      sketch.pivot = GClefForm.curlHeight
      hand.gClef.draw(pen, into: &sketch, using: &random)
    case .cClef: cClef(pen, into: &sketch, using: &random)
    default: fClef(kind, pen, into: &sketch, using: &random)
    }
  }

  private func cClef(_ pen: Pen, into sketch: inout Sketch, using random: inout SeededGenerator) {
    let half = random.uniform(0.35, 0.55)
    let bar = random.uniform(0.75, 1.05)
    let reach = bar + random.uniform(0.2, 0.7)
    sketch.stroke([Point(-half, reach), Point(-half, -reach)], pen: pen, using: &random)
    if random.chance(0.6) {
      sketch.stroke([Point(half, reach), Point(half, -reach)], pen: pen, using: &random)
    }
    for center in [-bar / 2 - 0.05, bar / 2 + 0.05] as [Float] {
      for edge in [-0.22, 0.22] as [Float] {
        sketch.stroke(
          [Point(-half, center + edge), Point(half, center + edge)], pen: pen.scaled(by: 1.2),
          using: &random)
      }
    }
  }

  private func fClef(
    _ kind: SymbolKind, _ pen: Pen, into sketch: inout Sketch,
    using random: inout SeededGenerator
  ) {
    if kind == .fClef1 {
      // A backward C with a hooked start and two dots around the line.
      sketch.stroke(
        [
          Point(-0.55, -0.05), Point(-0.45, 0.15), Point(-0.65, 0.2), Point(-0.6, 0.6),
          Point(-0.1, 0.85), Point(0.35, 0.4), Point(0.3, -0.5), Point(-0.2, -1.5),
          Point(-0.8, -1.9),
        ], pen: pen, using: &random)
      for y in [-0.5, 0.5] as [Float] {
        sketch.line(
          [Point(0.8, y), Point(0.86, y)], pen: pen.scaled(by: 1.4), using: &random)
      }
      return
    }
    // A breve and two heads above each other.
    sketch.stroke([Point(-0.75, 1.2), Point(-0.75, -1.2)], pen: pen, using: &random)
    for y in [-0.4, 0.4] as [Float] {
      sketch.stroke(
        [Point(-0.75, y), Point(-0.1, y + 0.1)], pen: pen.scaled(by: 1.2), using: &random)
      let head = Curve.superellipse(radiusX: 0.35, radiusY: 0.32, power: 1.3)
      sketch.line(
        head.map { $0 + Point(0.45, y * 1.3) }, pen: pen, using: &random)
    }
    sketch.stroke([Point(0.45, 0.2), Point(0.5, 2)], pen: pen.scaled(by: 0.8), using: &random)
  }
}
