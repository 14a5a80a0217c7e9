import CustosSupport

/// Draws signs of modern notation in one hand.
struct ModernScribe: Sendable {
  let hand: ModernHand

  /// A pen whose darkness and width differ a little from sign to sign.
  func freshPen(using random: inout SeededGenerator) -> Pen {
    guard !hand.isEngraved else { return hand.pen }
    var pen = hand.pen.scaled(by: random.uniform(0.9, 1.1))
    pen.darkness = min(1, pen.darkness * random.uniform(0.92, 1.06))
    return pen
  }

  /// Starts a sketch for something whose place is `origin`.
  ///
  /// - Parameter scale: size relative to signs of full size.
  func sketch(at origin: Point, unit: Float, scale: Float = 1) -> Sketch {
    Sketch(origin: origin, unit: unit * scale, wobble: hand.wobble)
  }

  /// Draws a sign into a sketch whose origin is the sign's.
  ///
  /// - Parameter key: tells signs apart; the same sign has the same key.
  func draw(
    _ forms: SignForms, key: UInt64, turned: Bool = false, into sketch: inout Sketch,
    using random: inout SeededGenerator
  ) {
    let form = hand.bent(hand.form(of: forms, key: key), key: key)
    draw(turned ? form.upsideDown : form, into: &sketch, using: &random)
  }

  /// Draws a sign as it is.
  func draw(_ sign: Sign, into sketch: inout Sketch, using random: inout SeededGenerator) {
    let pen = freshPen(using: &random)
    for stroke in sign.strokes {
      if let widths = stroke.widths {
        sketch.swell(stroke.points, widths: widths, darkness: pen.darkness, using: &random)
      } else {
        sketch.stroke(stroke.points, pen: pen, using: &random)
      }
    }
    for area in sign.areas { sketch.fill(area, darkness: pen.darkness) }
    for center in sign.dots {
      let radius = hand.dotRadius * (hand.isEngraved ? 1 : random.uniform(0.85, 1.2))
      sketch.dot(
        at: center, radius: radius, uneven: hand.isEngraved ? 0 : 0.2, darkness: pen.darkness,
        using: &random)
    }
  }
}
