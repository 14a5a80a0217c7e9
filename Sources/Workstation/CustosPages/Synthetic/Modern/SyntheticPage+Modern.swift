import CustosImage
import CustosNotation
import CustosSupport

extension SyntheticPage {
  /// Draws a page of modern notation.
  init(modern seed: UInt64, index: Int, width: Int?, height: Int?) {
    var random = SeededGenerator(seed: seed, stream: UInt64(index))
    let plan = ModernPagePlan(width: width, height: height, using: &random)
    let hand = ModernHand(using: &random)
    let ruler = ModernRuler(using: &random)
    var writer = ModernWriter(
      scribe: ModernScribe(hand: hand), pageWidth: plan.width, pageHeight: plan.height)
    Self.fill(plan, with: &writer, using: &random)
    var ink = InkLayer(width: plan.width, height: plan.height)
    for staff in plan.staves { ink.draw(ruler.marks(for: staff, using: &random)) }
    ink.draw(writer.marks)
    if plan.isScan {
      let scan = Scan(using: &random)
      image = scan.expose(&ink, using: &random)
      quality = scan.quality
    } else {
      let paper = Paper(
        plan: PagePlan(width: plan.width, height: plan.height, staves: plan.staves), using: &random)
      let photograph = Photograph(using: &random)
      image = photograph.expose(ink: &ink, paper: paper, using: &random)
      quality = photograph.quality
    }
    truth = writer.truth
    staves = plan.staves
    symbols = writer.truth.compactMap(SyntheticSymbol.init)
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

extension SyntheticSymbol {
  /// Takes over a symbol that has a staff position, nil for others.
  init?(_ truth: SymbolTruth) {
    guard case .position(let position) = truth.place, let staff = truth.staff else { return nil }
    self.init(
      annotation: Annotation(box: truth.box, className: truth.className, position: position),
      staff: staff, x: truth.x, y: truth.y)
  }
}
