import CustosSupport

/// Writes words that mean nothing: tempo, loudness, syllables.
struct Lettering: Sendable {
  /// Signs of loudness as strokes, x-height 1, y upwards.
  private static let loudness: [Character: [[Float]]] = [
    "p": [[0.1, 0.9, -0.1, -1], [0.05, 0.7, 0.45, 1, 0.6, 0.5, 0.3, 0, 0, 0.15]],
    "f": [[0.7, 1.7, 0.45, 1.8, 0.25, 0.5, 0.05, -0.9, -0.3, -0.9], [-0.05, 0.95, 0.6, 0.95]],
    "m": [
      [0, 1, 0.02, 0], [0.05, 0.7, 0.3, 1, 0.38, 0], [0.4, 0.7, 0.65, 1, 0.75, 0],
    ],
    "s": [[0.4, 0.9, 0.15, 1, 0.1, 0.6, 0.35, 0.4, 0.3, 0.05, 0, 0.05]],
    "z": [[0, 1, 0.5, 0.95], [0.5, 0.95, 0, 0.05], [0, 0.05, 0.55, 0]],
  ]

  private static let signs = ["p", "f", "pp", "ff", "mf", "mp", "sf", "fz", "sfz"]

  let scribe: ModernScribe

  /// Draws a sign of loudness around a place.
  func loudness(at place: Point, unit: Float, using random: inout SeededGenerator) -> Sketch {
    let sign = Self.signs[random.weightedIndex([6, 6, 3, 3, 3, 1, 1, 0.7, 0.5])]
    var sketch = scribe.sketch(at: place, unit: unit * random.uniform(0.8, 1.2))
    let pen = scribe.freshPen(using: &random).scaled(by: scribe.hand.isEngraved ? 2.4 : 1)
    var x: Float = 0
    for letter in sign {
      for stroke in Self.loudness[letter] ?? [] {
        let points = stride(from: 0, to: stroke.count - 1, by: 2).map {
          Point(x + stroke[$0] + 0.25 * stroke[$0 + 1], stroke[$0 + 1])
        }
        sketch.stroke(points, pen: pen, using: &random)
      }
      x += letter == "m" ? 1 : 0.75
    }
    return sketch
  }

  /// Draws a word whose first letter is at a place.
  ///
  /// - Parameter height: of small letters in staff spaces.
  func word(
    at place: Point, unit: Float, height: Float, letterCount: Int, isCapital: Bool,
    using random: inout SeededGenerator
  ) -> Sketch {
    var sketch = scribe.sketch(at: place, unit: unit * height)
    // Thick pens fill the small loops of letters.
    let pen = scribe.freshPen(using: &random).scaled(by: random.uniform(0.6, 1.4) / height)
    let slant: Float = scribe.hand.isEngraved ? 0 : scribe.hand.slant + 0.1
    var x: Float = 0
    for number in 0..<letterCount {
      let isLarge = number == 0 && isCapital
      let hasForm = isLarge && random.chance(0.5)
      let forms = hasForm ? Alphabet.capitals : Alphabet.letters
      let letter = forms[random.index(below: forms.count)]
      let scale: Float = isLarge && !hasForm ? 1.8 : 1
      for stroke in letter {
        sketch.stroke(
          stroke.map { Point(x + ($0.x + slant * $0.y) * scale, $0.y * scale) }, pen: pen,
          using: &random)
      }
      x += ((letter.joined().map(\.x).max() ?? 0.4) + random.uniform(0.15, 0.3)) * scale
    }
    return sketch
  }
}
