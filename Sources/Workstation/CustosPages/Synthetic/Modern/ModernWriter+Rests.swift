import CustosSupport

extension ModernWriter {
  /// Writes a rest.
  ///
  /// - Parameter shift: steps by which it is moved away from the other voice.
  mutating func rest(
    _ event: ModernEvent, at x: Float, shift: Int, on staff: PlacedStaff,
    using random: inout SeededGenerator
  ) {
    switch event.value.level {
    case 0 where shift == 0 && random.chance(0.1): blocks(at: x, on: staff, using: &random)
    case 0 where shift == 0 && random.chance(0.05): repeatMark(at: x, on: staff, using: &random)
    case 0: bar(.restWhole, step: 8 + shift, at: x, on: staff, using: &random)
    case 1: bar(.restHalf, step: 6 + shift, at: x, on: staff, using: &random)
    default: shortRest(event, at: x, shift: shift, on: staff, using: &random)
    }
  }

  /// Draws the sign that repeats a measure, a slanted stroke between dots; it is not annotated.
  private mutating func repeatMark(
    at x: Float, on staff: PlacedStaff, using random: inout SeededGenerator
  ) {
    let unit = staff.unit
    var sketch = scribe.sketch(at: Point(x, staff.height(6, at: x)), unit: unit)
    let pen = scribe.freshPen(using: &random).scaled(by: random.uniform(1, 2.5))
    sketch.stroke([Point(-0.7, -0.8), Point(0.7, 0.8)], pen: pen, using: &random)
    for center in [Point(-0.6, 0.5), Point(0.6, -0.5)] {
      sketch.dot(
        at: center, radius: hand.dotRadius * 1.2, uneven: 0.1, darkness: pen.darkness,
        using: &random)
    }
    keep(sketch)
  }

  /// Writes a whole rest, which hangs from its line, or a half rest, which sits on it.
  private mutating func bar(
    _ symbol: ModernClass, step: Int, at x: Float, on staff: PlacedStaff,
    using random: inout SeededGenerator
  ) {
    let unit = staff.unit
    let place = Point(x, staff.height(step, at: x) + miss(unit, using: &random) * 0.6)
    var sketch = scribe.sketch(at: place, unit: unit)
    let half = hand.isEngraved ? 0.6 : random.uniform(0.5, 0.9)
    let depth = hand.isEngraved ? 0.5 : random.uniform(0.4, 0.68)
    let down: Float = symbol == .restWhole ? -1 : 1
    let pen = scribe.freshPen(using: &random)
    if hand.isEngraved {
      sketch.fill(
        [Point(-half, 0), Point(half, 0), Point(half, down * depth), Point(-half, down * depth)],
        darkness: 1)
    } else {
      let thick = depth * 0.95
      sketch.swell(
        [Point(-half + thick / 2, down * depth / 2), Point(half - thick / 2, down * depth / 2)],
        widths: [thick, thick * random.uniform(0.85, 1.1)], darkness: pen.darkness, using: &random)
      for y in [0.08, depth - 0.05] {
        sketch.stroke(
          [Point(-half, down * y), Point(half, down * y)], pen: pen.scaled(by: 0.8), using: &random)
      }
    }
    record(sketch, symbol, step: step, staff: staff.index)
    if step % 2 == 0, step < 2 || step > 10 {
      var ledger = scribe.sketch(at: Point(x, staff.height(step, at: x)), unit: unit)
      ledger.stroke([Point(-half - 0.3, 0), Point(half + 0.3, 0)], pen: pen, using: &random)
      keep(ledger)
    }
  }

  /// Writes the rest of several measures: one upright block for two, two longer ones for eight.
  private mutating func blocks(
    at x: Float, on staff: PlacedStaff, using random: inout SeededGenerator
  ) {
    let unit = staff.unit
    let count = random.chance(0.5) ? 1 : 2
    let half: Float = count == 1 ? 0.5 : 1
    let width = random.uniform(0.35, 0.85)
    for number in 0..<count {
      let place = x + Float(number) * (width + 0.6) * unit
      let middle = staff.height(count == 1 ? 7 : 6, at: place)
      var sketch = scribe.sketch(at: Point(place, middle), unit: unit)
      func edge() -> Float { hand.isEngraved ? 0 : random.normal(deviation: 0.05) }
      sketch.fill(
        [
          Point(-width / 2 + edge(), half + edge()), Point(width / 2 + edge(), half + edge()),
          Point(width / 2 + edge(), -half + edge()), Point(-width / 2 + edge(), -half + edge()),
        ], darkness: scribe.freshPen(using: &random).darkness)
      record(sketch, .multiMeasureRest, staff: staff.index)
    }
    guard random.chance(0.7) else { return }
    let above = Point(x, staff.height(13, at: x))
    let figure = count == 1 ? 2 : 4 + random.index(below: 5)
    sign(
      Signs.figures[figure], .numeral(figure), at: above, on: staff,
      scale: random.uniform(0.7, 1), using: &random)
  }

  /// Writes a shorter rest; its position is the one nearest to the middle of its ink.
  private mutating func shortRest(
    _ event: ModernEvent, at x: Float, shift: Int, on staff: PlacedStaff,
    using random: inout SeededGenerator
  ) {
    let (forms, symbol): (SignForms, ModernClass) =
      switch event.value.level {
      case 2: (Signs.quarterRest, .restQuarter)
      case 3: (Signs.eighthRest, .rest8th)
      default: (Signs.sixteenthRest, .rest16th)
      }
    let unit = staff.unit
    let drift = hand.isEngraved ? 0 : random.normal(deviation: 0.25) * unit
    var sketch = scribe.sketch(
      at: Point(x, staff.height(6 + shift, at: x) + drift), unit: unit)
    scribe.draw(forms, key: symbol.key, into: &sketch, using: &random)
    let middle = (sketch.bounds.top + sketch.bounds.bottom) / 2
    record(sketch, symbol, step: staff.nearestStep(to: middle, at: x), staff: staff.index)
    guard event.value.dots > 0 else { return }
    let right = sketch.bounds.right + random.uniform(0.2, 0.5) * unit
    for number in 0..<event.value.dots {
      let dotX = right + Float(number) * 0.5 * unit
      let y = staff.height(7 + shift, at: dotX) + miss(unit, using: &random)
      sign(Signs.dot, .augmentationDot, at: Point(dotX, y), on: staff, using: &random)
    }
  }
}
