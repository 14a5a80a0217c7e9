import CustosSupport

extension SyntheticPage {
  /// Draws a page of mensural notation.
  init(mensural seed: UInt64, index: Int, width: Int?, height: Int?) {
    var random = SeededGenerator(seed: seed, stream: UInt64(index))
    let drawnWidth = 2600 + random.index(below: 517)
    let drawnHeight = 1900 + random.index(below: 227)
    let plan = PagePlan(
      width: width ?? drawnWidth, height: height ?? drawnHeight, using: &random)
    let hand = Hand(using: &random)
    let ruler = StaffRuler(using: &random)
    var ink = InkLayer(width: plan.width, height: plan.height)
    var writer = MusicWriter(
      scribe: Scribe(hand: hand), pageWidth: plan.width, pageHeight: plan.height)
    let lyrics = LyricWriter(hand: hand)
    let hasWords = random.chance(0.85)
    for (number, staff) in plan.staves.enumerated() {
      ink.draw(ruler.marks(for: staff, using: &random))
      writer.write(staff: staff, index: number, using: &random)
      if hasWords { ink.draw(lyrics.marks(below: staff, using: &random)) }
    }
    if random.chance(0.3), let first = plan.staves.first {
      ink.draw(lyrics.heading(above: first, using: &random))
    }
    ink.draw(writer.marks)
    let paper = Paper(plan: plan, using: &random)
    let photograph = Photograph(using: &random)
    image = photograph.expose(ink: &ink, paper: paper, using: &random)
    quality = photograph.quality
    symbols = writer.symbols
    truth = writer.truth
    staves = plan.staves
  }
}
