import CustosSupport

/// Draws symbols in one hand.
struct Scribe: Sendable {
  let hand: Hand

  /// A pen whose darkness and width differ a little from symbol to symbol.
  func freshPen(using random: inout SeededGenerator) -> Pen {
    var pen = hand.pen.scaled(by: random.uniform(0.85, 1.15))
    pen.darkness = min(1, random.uniform(0.82, 1.1))
    return pen
  }

  /// Draws a symbol whose place on the staff is the sketch's origin.
  ///
  /// - Parameter stemUp: for notes with a stem, whether it goes up.
  func draw(
    _ kind: SymbolKind, stemUp: Bool, into sketch: inout Sketch,
    using random: inout SeededGenerator
  ) {
    let pen = freshPen(using: &random)
    switch kind {
    case .semibrevis, .colouredSemibrevis, .minima, .colouredMinima, .semiminima,
      .colouredSemiminima:
      note(kind, stemUp: stemUp, pen: pen, into: &sketch, using: &random)
    case .brevis, .colouredBrevis, .longa, .longa2:
      square(kind, pen: pen, into: &sketch, using: &random)
    case .minimaRest, .semibrevisRest, .brevisRest, .longaRest, .semiminimaRest:
      rest(kind, pen: pen, into: &sketch, using: &random)
    case .gClef, .cClef, .fClef1, .fClef2:
      sketch.manner = hand.manner
      clef(kind, pen: pen, into: &sketch, using: &random)
    case .custos, .flat, .sharp, .fermata:
      sketch.manner = hand.manner
      sign(kind, pen: pen, into: &sketch, using: &random)
    case .dot, .barline, .doubleBarline, .beam:
      sign(kind, pen: pen, into: &sketch, using: &random)
    case .commonTime, .cutTime, .proportioMaior, .proportioMinor:
      sketch.manner = hand.manner
      mensuration(kind, pen: pen, into: &sketch, using: &random)
    }
  }
}
