import CustosNotation
import CustosSupport

/// Writes modern notation onto a page and notes down where its symbols are.
struct ModernWriter {
  let scribe: ModernScribe
  let pageWidth: Int
  let pageHeight: Int
  private(set) var truth: [SymbolTruth] = []
  var marks: [Mark] = []

  init(scribe: ModernScribe, pageWidth: Int, pageHeight: Int) {
    self.scribe = scribe
    self.pageWidth = pageWidth
    self.pageHeight = pageHeight
  }

  var hand: ModernHand { scribe.hand }

  /// Keeps what is not annotated: ledger lines, stems, words.
  mutating func keep(_ sketch: Sketch) { marks += sketch.marks }

  /// Keeps a symbol and notes it down.
  ///
  /// - Parameters:
  ///   - step: half staff spaces above L0 of a class with a place, else nil.
  ///   - staff: index of its staff, nil for several.
  mutating func record(_ sketch: Sketch, _ symbol: ModernClass, step: Int? = nil, staff: Int?) {
    marks += sketch.marks
    let place: CompleteAnnotation.Place =
      if let step {
        StaffPosition(step: step).map { .position($0) } ?? (symbol.isHead ? .outside : .unknown)
      } else {
        .none
      }
    let entry = SymbolTruth(
      ink: sketch.bounds, className: symbol.rawValue, place: place, staff: staff,
      anchor: sketch.origin, pageWidth: pageWidth, pageHeight: pageHeight)
    if let entry { truth.append(entry) }
  }

  /// Writes a sign at a place of the page.
  mutating func sign(
    _ forms: SignForms, _ symbol: ModernClass, at place: Point, on staff: PlacedStaff,
    step: Int? = nil, scale: Float = 1, turned: Bool = false, using random: inout SeededGenerator
  ) {
    var sketch = scribe.sketch(at: place, unit: staff.unit, scale: scale)
    scribe.draw(forms, key: symbol.key, turned: turned, into: &sketch, using: &random)
    record(sketch, symbol, step: step, staff: staff.index)
  }

  /// How far the hand misses a height, in pixels.
  func miss(_ unit: Float, using random: inout SeededGenerator) -> Float {
    min(max(random.normal(deviation: hand.miss), -0.19), 0.19) * unit
  }
}

/// A staff with its index in the page's list.
struct PlacedStaff: Sendable {
  let geometry: StaffGeometry
  let index: Int

  var unit: Float { geometry.space }

  /// Height in pixels of a step at a column.
  func height(_ step: Int, at x: Float) -> Float { geometry.height(step: step, at: x) }

  /// The step nearest to a height at a column.
  func nearestStep(to y: Float, at x: Float) -> Int {
    let middle = height(6, at: x)
    return 6 + Int(((middle - y) / (unit / 2)).rounded())
  }
}

extension ModernClass {
  /// Number that tells signs apart.
  var key: UInt64 { UInt64(Self.allCases.firstIndex(of: self) ?? 0) }
}
