import CustosImage
import CustosNotation
import CustosPages
import Testing

@testable import CustosDetection
@testable import CustosEvaluation

/// The finder against the exact truth of drawn pages: what the annotations of real pages leave out or
/// place roughly is known here.
///
/// The pages are drawn from fixed seeds and the finder computes the same on every CPU, so that the counts
/// do not vary; bounds lie about one standard error of the measured share below it, which a change of the
/// drawing may cost but a threshold that has lost its meaning exceeds.
@Suite struct FinderOnDrawnPagesTests {
  /// 283 of 366 symbols with a position were found: 0.773, standard error 0.022.
  static let leastRecall = 0.751
  /// 294 of 383 boxes were symbols, those without a position included: 0.768, standard error 0.022.
  static let leastPrecision = 0.746
  /// 210 of 250 notes had their head where it was drawn: 0.840, standard error 0.023.
  static let leastHeadRecall = 0.817

  private struct Page {
    let drawn: SyntheticPage
    let gray: GrayImage
    let scale: StaffScale?
    let found: [FoundSymbol]

    init(seed: UInt64) {
      drawn = SyntheticPage(seed: seed, index: 0, width: 1600, height: 1200)
      gray = GrayImage(drawn.image)
      scale = StaffScale.estimate(in: gray)
      found = SymbolFinder.find(in: gray, scale: scale)
    }

    func matched(_ symbols: [SyntheticSymbol], _ boxes: [Detection]) -> Int {
      BoxMatching(annotated: symbols.map(\.annotation.box), found: boxes.map(\.box)).matchCount
    }
  }

  private static let seeds: [UInt64] = [31, 32, 33, 34, 35, 36]

  @Test func symbolsAndHeadsAreFound() {
    var sum = DetectionScore()
    var truth = 0
    var (heads, notes) = (0, 0)
    for seed in Self.seeds {
      let page = Page(seed: seed)
      let boxes = SymbolBoxes.notes.detections(of: page.found)
      let symbols = page.drawn.symbols.filter {
        SymbolClass.hasStaffPosition($0.annotation.className)
      }
      sum.annotated += symbols.count
      sum.matched += page.matched(symbols, boxes)
      sum.found += boxes.count
      truth += page.matched(page.drawn.symbols, boxes)
      for symbol in symbols where Self.isNote(symbol.annotation.className) {
        notes += 1
        let space = Double(page.drawn.staves[symbol.staff].space)
        let isFound = page.found.contains { found in
          guard let head = found.head else { return false }
          return abs(head.centerX - Double(symbol.x)) < space / 2
            && abs(head.centerY - Double(symbol.y)) < space / 2
        }
        if isFound { heads += 1 }
      }
    }
    #expect(sum.recall ?? 0 >= Self.leastRecall, "\(sum.matched) of \(sum.annotated)")
    #expect(
      Double(truth) >= Self.leastPrecision * Double(sum.found), "\(truth) of \(sum.found) boxes")
    #expect(Double(heads) >= Self.leastHeadRecall * Double(notes), "\(heads) of \(notes) heads")
  }

  private static func isNote(_ name: String) -> Bool {
    name.hasSuffix("minima") || name.hasSuffix("brevis")
      || name.hasPrefix("longa") && name != "longa_rest"
  }

  /// The scale, and every staff: as many as were drawn, each line where it was drawn to within what a
  /// line is sought at (`Staff.lineReach`), at nine columns of the staff.
  @Test(arguments: seeds)
  func stavesLieWhereTheyWereDrawn(seed: UInt64) throws {
    let page = Page(seed: seed)
    let scale = try #require(page.scale)
    let drawn = page.drawn.staves
    let space = drawn.reduce(0) { $0 + Double($1.space) } / Double(drawn.count)
    // Spaces of a page's staves differ by up to 1.5 percent.
    #expect(abs(scale.staffSpace / space - 1) < 0.015)
    let staves = StaffFinder.find(StaffCuts(page.gray), scale: scale)
    #expect(staves.count == drawn.count)
    var strayed: [String] = []
    for truth in drawn {
      let middle = (truth.left + truth.right) / 2
      let nearest = staves.min {
        abs($0.row(line: 2, column: Double(middle)) - Double(truth.line(3, at: middle)))
          < abs($1.row(line: 2, column: Double(middle)) - Double(truth.line(3, at: middle)))
      }
      let staff = try #require(nearest)
      for tenth in 1...9 {
        let x = truth.left + (truth.right - truth.left) * Float(tenth) / 10
        for line in 0..<5 {
          let found = staff.row(line: Double(line), column: Double(x))
          let miss = abs(found - Double(truth.line(5 - line, at: x)))
          if miss > Staff.lineReach * space {
            strayed.append("line \(line) of a staff at column \(x): \(miss)")
          }
        }
      }
    }
    #expect(strayed == [])
  }
}
