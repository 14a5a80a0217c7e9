import CustosImage
import CustosPlatform
import CustosSupport
import CustosTestSupport
import Testing

@testable import CustosEvaluation
@testable import CustosPages
@testable import CustosReports

/// Pictures of pages that were read: each verdict in its colour at its place, and a legend.
@Suite struct PagePictureTests {
  private func verdict(_ kind: SymbolVerdict.Kind, _ x: Double) -> SymbolVerdict {
    SymbolVerdict(
      kind: kind, box: Box(x1: x, y1: 100, x2: x + 40, y2: 160), read: "L1", annotated: "S2")
  }

  private func page(_ image: String, staffSpace: Double? = 12) -> TestedPage {
    TestedPage(
      page: CompletePage(image: image, truth: ""), staffSpace: staffSpace, score: SymbolScore(),
      verdicts: [
        verdict(.missed, 20), verdict(.right, 120), verdict(.misplaced, 220),
        verdict(.invented, 320), verdict(.invented, 420),
      ])
  }

  private func color(_ picture: PixelBuffer, _ x: Int, _ y: Int) -> [UInt8] {
    let place = (y * picture.width + x) * 3
    return Array(picture.pixels[place..<place + 3])
  }

  private func rgb(_ color: Color) -> [UInt8] { [color.red, color.green, color.blue] }

  @Test func boxesHaveTheColourOfTheirKind() {
    let white = PixelBuffer(width: 900, height: 300)
    let picture = PagePicture.picture(of: page("a.png"), on: white)
    let top = picture.height - 300
    #expect(picture.width == 900 && top > 0)
    for (x, kind) in [
      (20, SymbolVerdict.Kind.missed), (120, .right), (220, .misplaced), (320, .invented),
    ] {
      #expect(color(picture, x, top + 130) == rgb(PagePicture.color(of: kind)), "\(kind)")
      #expect(color(picture, x + 20, top + 130) == [255, 255, 255])
      // A caption stands above the box, a swatch of the colour in the legend.
      #expect(
        (80..<100).contains { row in
          (x..<x + 40).contains { color(picture, $0, top + row) != [255, 255, 255] }
        })
      #expect(
        (0..<top).contains { row in
          (0..<900).contains { color(picture, $0, row) == rgb(PagePicture.color(of: kind)) }
        })
    }
    let colors = SymbolVerdict.Kind.allCases.map { rgb(PagePicture.color(of: $0)) }
    #expect(Set(colors).count == colors.count)
  }

  /// Large pages shrink with their boxes; narrow ones have room for the legend.
  @Test func sizesAreModerate() {
    let large = PagePicture.picture(of: page("a.png"), on: PixelBuffer(width: 3600, height: 600))
    #expect(large.width == PagePicture.longestSide)
    let top = large.height - 300
    #expect(color(large, 10, top + 65) == rgb(.blue) && color(large, 210, top + 65) == rgb(.red))
    let narrow = PagePicture.picture(of: page("a.png"), on: PixelBuffer(width: 8, height: 8))
    #expect(narrow.width > 300 && narrow.height > 100)
    #expect(
      PagePicture.picture(
        of: page("a.png", staffSpace: 30), on: PixelBuffer(width: 900, height: 300))
        != PagePicture.picture(of: page("a.png"), on: PixelBuffer(width: 900, height: 300)))
  }

  @Test func filesAreNamedAfterRankAndPage() throws {
    let folder = try TemporaryFolder()
    let output = folder.file("pictures")
    var test = try PageTestSample.test(pages: 3, in: folder)
    try RankedPages.refuseExisting(in: output)
    let paths = try RankedPages(test).write(to: output)
    let names = ["best-<2>.png", "median-<1>.png", "worst-<0>.png"]
    #expect(paths == names.map { Path.join(output, $0) })
    #expect(try FileSystem.list(output).sorted() == names)
    #expect(try PixelBuffer(readingFrom: paths[0]).height > 60)
    #expect(throws: FileError.platform(.exists(path: paths[0]))) {
      try RankedPages.refuseExisting(in: output)
    }
    #expect(throws: FileError.self) { try RankedPages(test).write(to: output) }
    // A page that is gone is named.
    test = try PageTestSample.test(pages: 1, in: folder)
    try FileSystem.remove(folder.file("<0>.png"))
    #expect(throws: FileError.self) { try RankedPages(test) }
  }
}
