import CustosArchitectures
import CustosImage
import CustosPages
import CustosSupport
import Testing

@testable import CustosLoading

@Suite struct CropChoiceTests {
  /// A page with symbols of these classes.
  private func page(_ name: String, classes: [Int]) -> TrainingPage {
    TrainingPage(
      name: name, image: GrayImage(width: 8, height: 8, pixels: [UInt8](repeating: 0, count: 64)),
      symbols: classes.map {
        TrainingPage.Symbol(
          box: Box(x1: 1, y1: 1, x2: 3, y2: 3), place: .init(group: 0, classIndex: $0),
          position: nil)
      }, checksum: 1)
  }

  /// Draws often and counts page names and classes.
  private func counts(_ choice: CropChoice, _ pages: [TrainingPage]) -> [String: Int] {
    var random = SeededGenerator(seed: 3)
    var counts: [String: Int] = [:]
    for _ in 0..<Self.draws {
      let (page, symbol) = choice.draw(of: pages, using: &random)
      counts[page.name, default: 0] += 1
      counts[symbol.map { "class \($0.place.classIndex)" } ?? "anywhere", default: 0] += 1
    }
    return counts
  }

  private static let draws = 4000
  /// Six standard deviations of a count with an even chance, which has the largest.
  private static let bound = 6 * 0.5 * Double(draws).squareRoot()

  private func expect(_ count: Int?, share: Double) {
    #expect(abs(Double(count ?? 0) - share * Double(Self.draws)) < Self.bound)
  }

  @Test func allPagesAreDrawnAlike() {
    let pages = [page("a", classes: [0]), page("b", classes: []), page("c", classes: [])]
    let counts = counts(CropChoice(pages), pages)
    for name in ["a", "b", "c"] { expect(counts[name], share: 1.0 / 3) }
    #expect(counts["anywhere"] == Self.draws)
  }

  @Test func drawnPagesHaveTheirShare() {
    let pages = [
      page("real", classes: [0]), page("drawn 1", classes: [0]), page("drawn 2", classes: [0]),
    ]
    let counts = counts(CropChoice(pages, drawnCount: 2, drawnShare: 0.25), pages)
    expect(counts["real"], share: 0.75)
    expect(counts["drawn 1"], share: 0.125)
    expect(counts["drawn 2"], share: 0.125)
  }

  /// A class is drawn first, then one of its symbols, wherever it is.
  @Test func rareClassesAreDrawnAsOftenAsOthers() {
    let pages = [page("common", classes: [0, 0, 0, 0, 0, 0, 0, 0, 0]), page("rare", classes: [4])]
    let counts = counts(CropChoice(pages, balance: 0.5), pages)
    expect(counts["anywhere"], share: 0.5)
    expect(counts["class 0"], share: 0.25)
    expect(counts["class 4"], share: 0.25)
    expect(counts["rare"], share: 0.5)
  }

  /// The classes of drawn pages and of the others are not mixed up.
  @Test func rareClassesKeepTheShareOfTheirPages() {
    let pages = [page("real", classes: [0]), page("drawn", classes: [1, 2])]
    let counts = counts(
      CropChoice(pages, drawnCount: 1, drawnShare: 0.2, balance: 1), pages)
    expect(counts["class 0"], share: 0.8)
    expect(counts["class 1"], share: 0.1)
    expect(counts["class 2"], share: 0.1)
  }

  @Test func pagesWithoutSymbolsAreDrawnFrom() {
    let pages = [page("empty", classes: [])]
    let counts = counts(CropChoice(pages, balance: 1), pages)
    #expect(counts == ["empty": Self.draws, "anywhere": Self.draws])
  }
}
