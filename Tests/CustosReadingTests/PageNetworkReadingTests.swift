import CustosDetection
import CustosImage
import CustosModelFile
import CustosNotation
import CustosPlatform
import CustosSmallModel
import CustosTestSupport
import Testing

@testable import CustosReading

/// Pages read, or searched, by a page network.
@Suite struct PageNetworkReadingTests {
  private let bench: ReadingBench

  init() throws { bench = try ReadingBench() }

  private func network() throws -> Classifier {
    let path = bench.folder.file("page.custos")
    try FileSystem.write(SmallPageModel.bytes(selfTests: 1), to: path, replacing: true)
    return try Classifier(path: path, threads: 1)
  }

  @Test func aPageIsFoundAndReadInOne() throws {
    let classifier = try network()
    #expect(classifier.purpose.name == "page network")
    #expect(try classifier.passesSelfTest())
    let reader = try PageReader(classifier, symbols: .page(), threshold: 0.5)
    let reading = try reader.read(ReadingBench.staff(space: 20))
    let space = try #require(reading.staffSpace)
    #expect(abs(space - 20) < 0.2 && abs((reading.scale ?? 0) - space / 12) < 1e-9)
    #expect(reading.symbols.count == 8)
    for (index, symbol) in reading.symbols.enumerated() {
      let box = symbol.detection.box
      // The squares' left edges are 80 pixels apart; cells are a third of a staff space.
      #expect(abs(box.centerX - Double(91 + 80 * index)) < 7, "\(box)")
      #expect(abs(box.centerY - 130) < 7 && abs(box.x2 - box.x1 - 20) < 0.5, "\(box)")
      #expect(symbol.detection.className == "empty" && symbol.staff == 0)
      let prediction = try #require(symbol.prediction)
      #expect(classifier.labels.labels[prediction.label] == "L3" && prediction.logits.count == 15)
      #expect(symbol.isUnknown == false && (symbol.presence ?? 0) > 0.6)
    }
    // A second picture of the size, through the kept engine.
    let again = try reader.read(ReadingBench.staff(space: 20))
    #expect(again.symbols.map { $0.detection } == reading.symbols.map { $0.detection })
  }

  @Test func aPictureWithoutAStaffHasNoSymbols() throws {
    let reader = try PageReader(network(), symbols: .page())
    for _ in 0..<2 {
      let reading = try reader.read(ReadingBench.noise())
      #expect(reading.staffSpace == nil && reading.window == nil && reading.symbols.isEmpty)
      #expect(try !reader.read(ReadingBench.staff(space: 20)).symbols.isEmpty)
    }
  }

  @Test func aGivenStaffSpaceIsTaken() throws {
    let page = ReadingBench.staff(space: 20)
    let measured = try PageReader(network(), symbols: .page(), scale: .measured).read(page)
    let given = try PageReader(network(), symbols: .page(), scale: .pixels(20)).read(page)
    #expect(given.staffSpace == 20 && given.symbols.count == measured.symbols.count)
    // A patch without a staff is read, too: all of it is ink.
    let ink = Picture(PixelBuffer(width: 9, height: 9, red: 0, green: 0, blue: 0))
    let patch = try PageReader(network(), symbols: .page(), scale: .pixels(12)).read(ink)
    #expect(patch.symbols.count == 1 && patch.symbols[0].staff == nil)
  }

  @Test func anotherNetworkReadsWhatItFinds() throws {
    let classifier = try bench.classifier(staffSpace: 10)
    let page = ReadingBench.staff(space: 20)
    let finder = try network().makePageNetwork()
    let found = try PageReader(classifier, symbols: .found(.network(finder))).read(page)
    #expect(found.symbols.count == 8 && found.scale == 1)
    let boxes = found.symbols.map { $0.detection }
    #expect(boxes.allSatisfy { $0.className == "empty" })
    let given = try PageReader(classifier, symbols: .streamed).read(page, given: boxes)
    #expect(
      given.symbols.map { $0.prediction?.logits } == found.symbols.map { $0.prediction?.logits })
  }

  @Test func modelsOfTheWrongKindAreNamed() throws {
    let classifier = try bench.classifier()
    let page = try network()
    let sources: [SymbolSource] = [.centre, .fixed([]), .streamed, .found(.classical(.heads))]
    for source in sources {
      let error = try #require(throws: ReadingError.self) {
        try PageReader(page, symbols: source)
      }
      guard case .mismatch(.notAPatchClassifier(page.path)) = error else {
        Issue.record("\(error)")
        continue
      }
    }
    let error = try #require(throws: ReadingError.self) {
      try PageReader(classifier, symbols: .page())
    }
    guard case .mismatch(let mismatch) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(mismatch.message.hasPrefix(classifier.path + " is no page network: "))
    let reader = try PageReader(page, symbols: .page())
    #expect(throws: ReadingError.self) { try reader.replace(classifier, threshold: nil) }
    #expect(try reader.read(ReadingBench.staff(space: 20)).symbols.count == 8)
    try reader.replace(network(), threshold: nil)
  }

  @Test func aPageTooLargeForItsScaleIsNamed() throws {
    let reader = try PageReader(network(), symbols: .page(), scale: .pixels(1))
    let page = Picture(PixelBuffer(width: 6000, height: 2))
    let error = try #require(throws: ReadingError.self) { try reader.read(page) }
    guard case .mismatch(let mismatch) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(mismatch.message.contains("6000 x 2 pixels"))
  }

  @Test func symbolsAreOrderedByStaffAndLeftEdge() throws {
    let staff = ReadingBench.staff(space: 20).gray
    // Two staves, one below the other.
    let page = GrayImage(
      width: staff.width, height: staff.height * 2, pixels: staff.pixels + staff.pixels)
    let scale = try #require(StaffScale.estimate(in: page))
    let staves = Staves.find(in: page, scale: scale)
    #expect(staves.count == 2)
    let symbols = try network().makePageNetwork().read(page, scale: scale)
    #expect(
      symbols.map { $0.staff } == Array(repeating: 0, count: 8) + Array(repeating: 1, count: 8))
    for (one, next) in zip(symbols, symbols.dropFirst()) where one.staff == next.staff {
      #expect(one.box.x1 < next.box.x1)
    }
    #expect(symbols.ordered(by: staves) == symbols)
    let reading = try PageReader(network(), symbols: .page()).read(
      Picture(
        PixelBuffer(
          width: page.width, height: page.height, pixels: page.pixels.flatMap { [$0, $0, $0] })))
    #expect(reading.symbols.map { $0.order } == Array(0..<8) + Array(0..<8))
  }
}
