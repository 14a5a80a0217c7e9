import CustosSupport

/// A page of modern notation before a camera or a scanner has seen it.
struct ModernSheet: Sendable {
  let plan: ModernPagePlan
  let ruler: ModernRuler
  /// All ink, staff lines first.
  let marks: [Mark]
  let truth: [SymbolTruth]

  /// Writes a page; sizes that are nil are drawn.
  init(width: Int?, height: Int?, using random: inout SeededGenerator) {
    plan = ModernPagePlan(width: width, height: height, using: &random)
    let hand = ModernHand(using: &random)
    ruler = ModernRuler(using: &random)
    var writer = ModernWriter(
      scribe: ModernScribe(hand: hand), pageWidth: plan.width, pageHeight: plan.height)
    Self.fill(plan, with: &writer, using: &random)
    var lines: [Mark] = []
    for staff in plan.staves { lines += ruler.marks(for: staff, using: &random) }
    marks = lines + writer.marks
    truth = writer.truth
  }

  private static func fill(
    _ plan: ModernPagePlan, with writer: inout ModernWriter, using random: inout SeededGenerator
  ) {
    let staffCount = plan.systems[0].staves.count
    let piece = ModernPiece(
      staffCount: staffCount, isKeyboard: plan.isKeyboard, using: &random)
    var composers = (0..<staffCount).map { row -> [ModernComposer] in
      let part = piece.parts[row]
      guard piece.hasTwoVoices[row] else { return [ModernComposer(part: part)] }
      return [true, false].map { ModernComposer(part: part.voice(isUpper: $0)) }
    }
    // The piece may end before the page does.
    let count =
      random.chance(0.1) ? 1 + random.index(below: plan.systems.count) : plan.systems.count
    if random.chance(0.5) { writer.title(above: plan.staves[0], using: &random) }
    for (number, system) in plan.systems.prefix(count).enumerated() {
      writer.write(
        system, piece: piece, composers: &composers, isFirst: number == 0,
        isLast: number == count - 1 && random.chance(0.5), using: &random)
    }
  }
}
