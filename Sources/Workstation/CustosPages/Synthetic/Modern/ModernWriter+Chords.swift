import CustosSupport

extension ModernWriter {
  /// Writes the heads of an event with accidentals, dots, ledger lines and small notes before them.
  mutating func heads(
    _ event: ModernEvent, at x: Float, up: Bool, on staff: PlacedStaff,
    using random: inout SeededGenerator
  ) -> WrittenChord {
    let unit = staff.unit
    var halfWidth: Float = 0
    var (left, right) = (x, x)
    var (top, bottom) = (Float.infinity, -Float.infinity)
    let sides = Self.displacement(of: event.notes.map(\.step), up: up)
    for (note, side) in zip(event.notes, sides) {
      let center = Point(
        x + side * (halfWidth == 0 ? hand.head.width : halfWidth * 2) * unit * 0.95
          + (hand.isEngraved ? 0 : random.normal(deviation: 0.03) * unit),
        staff.height(note.step, at: x) + miss(unit, using: &random))
      var sketch = scribe.sketch(at: center, unit: unit)
      let half = scribe.head(event.value.headClass, into: &sketch, using: &random)
      if side == 0 { halfWidth = half }
      record(sketch, event.value.headClass, step: note.step, staff: staff.index)
      (left, right) = (min(left, sketch.bounds.left), max(right, sketch.bounds.right))
      (top, bottom) = (min(top, center.y), max(bottom, center.y))
    }
    ledgerLines(for: event.notes.map(\.step), from: left, to: right, on: staff, using: &random)
    accidentals(of: event, before: left, on: staff, using: &random)
    dots(of: event, after: right, on: staff, using: &random)
    let side = up ? hand.stem.upSide : hand.stem.downSide
    return WrittenChord(
      event: event, x: x, stemsUp: up, stemX: x + side * halfWidth * unit, top: top,
      bottom: bottom, left: left, right: right, tip: nil)
  }

  /// Which side of the stem heads go to, where neighbours a step apart would lie on each other.
  private static func displacement(of steps: [Int], up: Bool) -> [Float] {
    var sides = [Float](repeating: 0, count: steps.count)
    for index in steps.indices.dropFirst()
    where steps[index] - steps[index - 1] < 2 && sides[index - 1] == 0 {
      sides[index] = up ? 1 : -1
    }
    return sides
  }

  /// Draws ledger lines from the staff to the outermost heads.
  private mutating func ledgerLines(
    for steps: [Int], from left: Float, to right: Float, on staff: PlacedStaff,
    using random: inout SeededGenerator
  ) {
    guard let lowest = steps.first, let highest = steps.last else { return }
    let lines =
      Array(stride(from: 0, through: lowest, by: -2))
      + Array(stride(from: 12, through: highest, by: 2))
    let x = (left + right) / 2
    let over = max(0.12, hand.ledgerHalf - hand.head.width / 2)
    for step in lines {
      let half = (right - left) / 2 / staff.unit + over * random.uniform(0.8, 1.2)
      let place = Point(x, staff.height(step, at: x) + miss(staff.unit, using: &random) * 0.5)
      var sketch = scribe.sketch(at: place, unit: staff.unit)
      let lift = hand.isEngraved ? 0 : random.normal(mean: 0.03, deviation: 0.04)
      sketch.stroke(
        [Point(-half, -lift), Point(half, lift)],
        pen: scribe.freshPen(using: &random).scaled(by: 0.85), using: &random)
      keep(sketch)
    }
  }

  private mutating func accidentals(
    of event: ModernEvent, before left: Float, on staff: PlacedStaff,
    using random: inout SeededGenerator
  ) {
    let unit = staff.unit
    var column: Float = 0
    var previous = 100
    for note in event.notes.reversed() {
      guard let symbol = note.accidental else { continue }
      // Signs less than a sixth apart stand side by side.
      column = previous - note.step < 5 ? column + 1 : 0
      previous = note.step
      let room = random.uniform(0.62, 0.95) + column * 0.95
      let x = left - room * unit
      accidental(symbol, step: note.step, at: x, on: staff, using: &random)
    }
  }

  /// Writes an accidental.
  mutating func accidental(
    _ symbol: ModernClass, step: Int, at x: Float, on staff: PlacedStaff, scale: Float = 1,
    using random: inout SeededGenerator
  ) {
    let forms =
      switch symbol {
      case .accidentalSharp: Signs.sharp
      case .accidentalFlat: Signs.flat
      case .accidentalNatural: Signs.natural
      default: Signs.doubleSharp
      }
    let y = staff.height(step, at: x) + miss(staff.unit, using: &random)
    sign(forms, symbol, at: Point(x, y), on: staff, step: step, scale: scale, using: &random)
  }

  /// Writes augmentation dots; those of heads on lines stand above the line.
  mutating func dots(
    of event: ModernEvent, after right: Float, on staff: PlacedStaff,
    using random: inout SeededGenerator
  ) {
    guard event.value.dots > 0 else { return }
    let unit = staff.unit
    let x = right + random.uniform(0.3, 0.7) * unit
    for note in event.notes {
      let step = note.step % 2 == 0 ? note.step + 1 : note.step
      let y = staff.height(step, at: x) + miss(unit, using: &random) * 1.5
      for number in 0..<event.value.dots {
        let place = Point(x + Float(number) * 0.5 * unit, y)
        sign(Signs.dot, .augmentationDot, at: place, on: staff, using: &random)
      }
    }
  }
}
