import CustosImage
import CustosNotation
import CustosSupport

extension SyntheticPage {
  /// Draws a page of modern notation.
  init(modern seed: UInt64, index: Int, width: Int?, height: Int?) {
    var random = SeededGenerator(seed: seed, stream: UInt64(index))
    let sheet = ModernSheet(width: width, height: height, using: &random)
    let plan = sheet.plan
    var ink = InkLayer(width: plan.width, height: plan.height)
    ink.draw(sheet.marks)
    if plan.isScan {
      let scan = Scan(using: &random)
      let faintest = sheet.ruler.peak(space: plan.systems[0].unit, blur: scan.blur)
      image = scan.expose(&ink, faintest: faintest, using: &random)
      quality = scan.quality
    } else {
      let paper = Paper(
        plan: PagePlan(width: plan.width, height: plan.height, staves: plan.staves), using: &random)
      let photograph = Photograph(using: &random)
      image = photograph.expose(ink: &ink, paper: paper, using: &random)
      quality = photograph.quality
    }
    truth = sheet.truth
    staves = plan.staves
    symbols = sheet.truth.compactMap(SyntheticSymbol.init)
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
