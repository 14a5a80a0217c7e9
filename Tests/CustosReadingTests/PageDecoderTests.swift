import CustosEngine
import CustosEngineChecks
import CustosImage
import CustosModelFile
import CustosTestRandom
import Testing

@testable import CustosReading

/// From maps to symbols.
@Suite struct PageDecoderTests {
  private let form: PageForm
  private let scale: PageScale

  /// A page of a staff space of 24 pixels for a network of 12: half as large.
  init() throws {
    form = try PageForm(
      stride: 4, staffSpace: 12, groups: ["head", "rest"],
      classNames: ["rest/half", "head/full", "head/empty"], labels: ["L0", "S0", "outside"])
    scale = try #require(PageScale(pageWidth: 160, pageHeight: 80, staffSpace: 24, form: form))
  }

  private func peak(
    row: Int, column: Int, group: Int = 0, centre: Double = 2,
    box: [Double] = [0.5, 0.5, 0, 0], positions: [Double] = [0, 0, 0], classes: [Double] = [1, 2]
  ) -> PagePeak {
    PagePeak(
      row: row, column: column, group: group, centre: centre, box: box, positions: positions,
      classes: group == 0 ? classes : [0])
  }

  @Test func theScaleIsThatOfTheStaffSpace() {
    #expect(scale.width == 80 && scale.height == 40)
    #expect(scale.cellColumns == 20 && scale.cellRows == 10)
    let odd = PageScale(pageWidth: 1, pageHeight: 163, staffSpace: 24, form: form)
    #expect(odd?.width == 1 && odd?.height == 82 && odd?.cellColumns == 1 && odd?.cellRows == 21)
    let huge = PageScale(pageWidth: 6000, pageHeight: 6000, staffSpace: 0.5, form: form)
    #expect(huge == nil)
    #expect(PageScale(pageWidth: 50_000, pageHeight: 1, staffSpace: 5, form: form) == nil)
    #expect(PageScale(pageWidth: 5, pageHeight: 5, staffSpace: .nan, form: form) == nil)
  }

  /// A symbol of one staff space, 12 pixels of the network's picture and 24 of the page.
  @Test func boxesAreInPixelsOfThePage() throws {
    let symbols = PageDecoder(form: form).symbols(
      of: [peak(row: 3, column: 5, box: [0.25, 0.75, 0, 0])], scale: scale)
    // (5.25 * 4, 3.75 * 4) = (21, 15), twice as large on the page.
    #expect(symbols.map { $0.box } == [Box(x1: 30, y1: 18, x2: 54, y2: 42)])
    let symbol = try #require(symbols.first)
    #expect(symbol.className == "empty" && symbol.group == 0)
    #expect(symbol.probability == Float(ExactMath.sigmoid(2)))
    #expect(symbol.classProbability == ExactMath.softmax([1, 2])[1])
    #expect(symbol.positionProbabilities.count == 3 && symbol.position == 0)
  }

  @Test func equalLogitsGiveTheFirstClass() {
    let symbols = PageDecoder(form: form).symbols(
      of: [peak(row: 0, column: 0, classes: [3, 3]), peak(row: 9, column: 9, group: 1)],
      scale: scale)
    #expect(symbols.map { $0.className } == ["full", "half"])
    #expect(symbols.map { $0.classProbability } == [0.5, 1])
  }

  @Test func withoutClassesTheGroupIsTheClass() throws {
    let plain = try PageForm(
      stride: 4, staffSpace: 12, groups: ["head", "rest"], classNames: ["head/full"],
      labels: ["L0", "S0", "outside"])
    var rest = peak(row: 0, column: 0, group: 1)
    rest.classes = []
    #expect(
      PageDecoder(form: plain).symbols(of: [rest], scale: scale).map { $0.className } == ["rest"])
  }

  /// Boxes of five cells by three: a neighbour shares two thirds with one.
  @Test func theWeakerOfTwoBoxesGoes() {
    func wide(_ column: Int, _ centre: Double, group: Int = 0) -> PagePeak {
      peak(row: 2, column: column, group: group, centre: centre, box: [0.5, 0.5, 0.5, 0])
    }
    #expect(columns([wide(4, 1), wide(5, 2)]) == [5])
    #expect(columns([wide(4, 1), wide(5, 0.5)]) == [4])
    // Equal ones: the earlier one stays.
    #expect(columns([wide(4, 1), wide(5, 1)]) == [4])
    #expect(columns([wide(4, 1), wide(5, 2, group: 1)]) == [4, 5])
    // Three cells by three: exactly a half, which is not above.
    #expect(columns([peak(row: 2, column: 8, centre: 3), peak(row: 2, column: 9)]) == [8, 9])
  }

  /// The columns of the symbols' cells.
  private func columns(_ peaks: [PagePeak]) -> [Double] {
    let symbols = PageDecoder(form: form).symbols(of: peaks, scale: scale)
    return symbols.map { ($0.box.centerX / 8 - 0.5).rounded() }
  }

  @Test func whatHasGoneRemovesNothing() {
    let box = [0.5, 0.5, 0.5, 0]
    let chain = [(4, 3.0), (5, 2.0), (6, 1.0)].map {
      peak(row: 2, column: $0.0, centre: $0.1, box: box)
    }
    let kept = PageDecoder(form: form).symbols(of: chain, scale: scale)
    #expect(kept.count == 2)
  }

  @Test func hostileNumbersGiveFiniteBoxesAndProbabilities() {
    let values: [Double] = [.nan, .infinity, -.infinity, 1e308, -1e308, 0]
    for value in values {
      let hostile = peak(
        row: 9, column: 19, centre: value, box: [value, value, value, value],
        positions: [value, 0, value], classes: [value, value])
      for symbol in PageDecoder(form: form).symbols(of: [hostile], scale: scale) {
        let box = symbol.box
        #expect([box.x1, box.y1, box.x2, box.y2].allSatisfy { abs($0) < 10_000 })
        #expect(box.x1 < box.x2 && box.y1 < box.y2)
        #expect(symbol.positionProbabilities.allSatisfy { $0 >= 0 && $0 <= 1 })
        #expect(symbol.probability >= 0 && symbol.probability <= 1)
        #expect(symbol.classProbability >= 0 && symbol.classProbability <= 1)
      }
    }
  }

  /// An engine's integers as real numbers give the same symbols.
  @Test(arguments: UInt64(1)...16) func floatMapsGiveTheSameSymbols(seed: UInt64) throws {
    let model = try PageModel(RandomGraph.pageNetwork(seed: seed).validated())
    let page = TilingTests.page(width: 66, height: 45, seed: seed)
    let scale = try TilingTests.scale(page, model.form)
    let network = try PageNetwork(model)
    let expected = try network.peaks(in: page, scale: scale)
    let engine = try Engine(
      model: model.resized(height: scale.cellRows * 4, width: scale.cellColumns * 4).model)
    var pictures = TilePictures(page, scale: scale)
    var pixels: [UInt8] = []
    pictures.cut(
      row: 0, column: 0, height: engine.inputHeight, width: engine.inputWidth, into: &pixels)
    try engine.run(pixels: pixels.span)
    func real(_ index: Int) -> [Float] {
      let output = engine.outputs[index]
      return engine.values(ofOutput: index).enumerated().map { place, value in
        Float(value - output.zeroPoint) * output.units[place % output.channels]
      }
    }
    let maps = PageMaps(
      height: scale.cellRows, width: scale.cellColumns, centres: real(0), boxes: real(1),
      positions: real(2), classes: model.classes.map { real($0) } ?? [])
    let found = maps.peaks(form: model.form, thresholds: network.thresholds)
    #expect(
      found.map { [$0.row, $0.column, $0.group] } == expected.map { [$0.row, $0.column, $0.group] })
    let symbols = network.decoder.symbols(of: expected, scale: scale)
    let other = PageDecoder(form: model.form).symbols(
      of: maps, thresholds: network.thresholds, scale: scale)
    #expect(symbols.map { $0.className } == other.map { $0.className })
    #expect(symbols.map { $0.position } == other.map { $0.position })
    for (one, two) in zip(symbols, other) {
      #expect(one.box.intersectionOverUnion(two.box) > 0.999)
      #expect(one.positionLogits.count == 15 && two.positionLogits.isEmpty)
    }
  }

  /// Parts of the maps, each with its place in the page, together have the peaks of the whole.
  @Test func partsOfFloatMapsHaveThePeaksOfTheWhole() {
    var random = SeededRandom(seed: 9)
    let (height, width) = (9, 12)
    func map(_ channels: Int) -> [Float] {
      (0..<height * width * channels).map { _ in Float(random.integer(-3...3)) }
    }
    let maps = PageMaps(
      height: height, width: width, centres: map(2), boxes: map(4), positions: map(3),
      classes: map(3))
    let thresholds = PageThresholds(0.3, form: form)
    let whole = maps.peaks(form: form, thresholds: thresholds)
    #expect(whole.count > 5)
    let upper = maps.peaks(form: form, thresholds: thresholds, rows: 0..<4)
    let lower = maps.peaks(form: form, thresholds: thresholds, rows: 4..<9)
    #expect(upper + lower == whole)
    let right = maps.peaks(
      form: form, thresholds: thresholds, columns: 5..<12, origin: (row: 100, column: 200))
    let expected = whole.filter { $0.column >= 5 }
    #expect(right.map { [$0.row - 100, $0.column - 200] } == expected.map { [$0.row, $0.column] })
  }

  /// The probabilities are the engine's for a patch classifier with these logits.
  @Test func positionsHaveTheEnginesProbabilities() {
    let logits: [Double] = [2, -1, 0.5]
    let symbols = PageDecoder(form: form, temperature: 2.5).symbols(
      of: [peak(row: 0, column: 0, positions: logits)], scale: scale)
    #expect(
      symbols.map { $0.positionProbabilities }
        == [ExactMath.softmax(logits, temperature: 2.5)])
  }
}
