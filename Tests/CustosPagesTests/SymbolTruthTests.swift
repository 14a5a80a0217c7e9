import CustosImage
import CustosNotation
import CustosPlatform
import CustosTestData
import CustosTestSupport
import Testing

@testable import CustosDataSet
@testable import CustosPages

/// The complete truth of drawn pages, and that today's pages stay as they are.
@Suite struct SymbolTruthTests {
  private func symbol(_ place: CompleteAnnotation.Place) -> SymbolTruth? {
    SymbolTruth(
      ink: Rectangle(left: 10.04, top: -3, right: 20.26, bottom: 30), className: "noteheadFull",
      place: place, staff: 0, anchor: Point(15, 20), pageWidth: 100, pageHeight: 25)
  }

  @Test func linesHaveTheFourForms() {
    #expect(symbol(.position(.s3))?.annotation.line == "10,0;20.3,25;noteheadFull;S3")
    #expect(symbol(.outside)?.annotation.line == "10,0;20.3,25;noteheadFull;out")
    #expect(symbol(.unknown)?.annotation.line == "10,0;20.3,25;noteheadFull;?")
    #expect(symbol(.none)?.annotation.line == "10,0;20.3,25;noteheadFull;")
  }

  @Test func inkBeyondThePageIsNoSymbol() {
    let entry = SymbolTruth(
      ink: Rectangle(left: -9, top: 3, right: -1, bottom: 9), className: "slur", place: .none,
      staff: nil, anchor: Point(0, 0), pageWidth: 100, pageHeight: 25)
    #expect(entry == nil)
  }

  /// Both list the same symbols, in boxes that hold the ink: with 0.18 staff spaces around it in complete
  /// annotations, with margins that vary in the others.
  @Test func mensuralTruthIsTheAnnotationWithASteadyMargin() throws {
    let page = SyntheticPage(seed: 21, index: 1)
    #expect(page.truth.count == page.symbols.count)
    for (truth, symbol) in zip(page.truth, page.symbols) {
      let annotation = symbol.annotation
      #expect(truth.className == annotation.className)
      // Corners are rounded to a tenth of a pixel.
      let margin = 0.18 * Double(page.staves[try #require(truth.staff)].space) + 0.1
      let (ink, outer) = (truth.box, annotation.box)
      #expect(outer.x1 <= ink.x1 + margin && outer.x2 >= ink.x2 - margin)
      #expect(outer.y1 <= ink.y1 + margin && outer.y2 >= ink.y2 - margin)
      let isPlaced = SymbolClass.hasStaffPosition(annotation.className)
      #expect(truth.place == (isPlaced ? .position(annotation.position) : .none))
    }
  }

  @Test func completeTruthComesWithTheSamePicturesWhateverTheThreads() throws {
    let folder = try TemporaryFolder()
    for (name, truth, threads) in [
      ("positions", TruthForm.positions, 1), ("complete", .complete, 1), ("threads", .complete, 2),
    ] {
      _ = try PageSynthesis(
        pageCount: 4, seed: 8, notation: .mixed, truth: truth, width: 1400, height: 900
      ).run(
        output: folder.file(name), replacing: false, pool: ThreadPool(threadCount: threads),
        progress: {})
    }
    let files = DataSamples.files(below: folder.file("complete"))
    #expect(files.count == 8)
    for file in files {
      let complete = try FileSystem.read(folder.file("complete/" + file))
      #expect(try FileSystem.read(folder.file("threads/" + file)) == complete)
      let positions = try FileSystem.read(folder.file("positions/" + file))
      #expect((positions == complete) == !file.hasSuffix(".txt"), "\(file)")
    }
  }

  @Test func mixedPagesAreThoseOfTheirNotation() {
    var modernCount = 0
    for index in 0..<6 {
      let page = SyntheticPage(
        seed: 8, index: index, notation: .mixed, width: 1000, height: 600)
      let isModern = NotationStyle.mixed.isModern(seed: 8, index: index)
      modernCount += isModern ? 1 : 0
      let other = SyntheticPage(
        seed: 8, index: index, notation: isModern ? .modern : .mensural, width: 1000, height: 600)
      #expect(page.image == other.image && page.truth == other.truth)
    }
    #expect(modernCount > 0 && modernCount < 6)
  }

  /// Checksums of a page: a seed draws the same page until the change log says otherwise. They hold where
  /// `sin`, `cos` and `exp` of the C library round as glibc's do.
  @Test func mensuralPagesAreWhatTheyWere() {
    let page = SyntheticPage(seed: 7, index: 0, width: 1400, height: 900)
    let lines = page.symbols.map { $0.annotation.line + "\n" }.joined()
    #expect(CRC32.checksum([UInt8](lines.utf8)) == 0x2754e6d2)
    #expect(CRC32.checksum(page.image.pixels) == 0x480c9dbc)
    #expect(page.quality == 61)
  }
}
