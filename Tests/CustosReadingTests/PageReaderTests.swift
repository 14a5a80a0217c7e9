import CustosDetection
import CustosEngine
import CustosImage
import CustosModelFile
import CustosNotation
import CustosSmallModel
import Testing

@testable import CustosReading

/// The rules by which all verbs read pages.
@Suite struct PageReaderTests {
  private let bench: ReadingBench
  private let picture = ReadingBench.noise()

  init() throws { bench = try ReadingBench() }

  /// Behind a dense layer the logits' units differ: the largest integer is not the label.
  @Test func theLabelIsTheMostProbableOne() throws {
    // The larger the index, the smaller the unit.
    let classifier = try bench.classifier { 1e-5 / Float(1 << $0) }
    let boxes = (0..<6).map { ReadingBench.box(Double(10 * $0), 40) }
    let reading = try PageReader(classifier, symbols: .fixed(boxes)).read(picture)
    var differing = 0
    for symbol in reading.symbols {
      let prediction = try #require(symbol.prediction)
      let real = zip(prediction.logits, classifier.engine.logitScales).map {
        Double($0) * Double($1)
      }
      let label = prediction.label
      #expect(real[label] == real.max())
      #expect(prediction.probabilities[label] == prediction.bestProbability)
      #expect(prediction.best(1) == [label])
      if prediction.logits[label] != prediction.logits.max() { differing += 1 }
    }
    #expect(differing > 0, "the model does not tell the two apart")
  }

  @Test func equallyProbableLabelsGiveTheFirst() {
    let prediction = Prediction(
      logits: [1, 2, 2], probabilities: [0.2, 0.4, 0.4], preprocessMicroseconds: 0,
      inferenceMicroseconds: 0)
    #expect(prediction.label == 1 && prediction.best(3) == [1, 2, 0])
  }

  @Test func aBoxOutsideIsToldAsSuch() throws {
    let boxes = [ReadingBench.box(5000, 20), ReadingBench.box(10, 20)]
    let reading = try PageReader(bench.classifier(), symbols: .fixed(boxes)).read(picture)
    #expect(reading.symbols.map { $0.isOutside } == [true, false])
    #expect(reading.symbols[0].prediction == nil && reading.symbols[1].prediction != nil)
  }

  @Test func theLabelsDecideWhatIsRead() throws {
    let boxes = [ReadingBench.box(10, 20, "barline"), ReadingBench.box(10, 20)]
    let positions = try PageReader(bench.classifier(), symbols: .fixed(boxes)).read(picture)
    #expect(positions.symbols.map { $0.prediction != nil } == [false, true])
    let classifier = try bench.classifier(labels: ["cat", "dog", "horse"])
    let names = try PageReader(classifier, symbols: .fixed(boxes)).read(picture)
    #expect(names.symbols.map { $0.prediction != nil } == [true, true])
  }

  @Test func theWindowAtTheCentreFollowsTheScale() throws {
    let classifier = try bench.classifier(staffSpace: 4)
    for (scale, box) in [
      (ScaleSource.asTrained, Box(x1: 38, y1: 36, x2: 62, y2: 84)),
      (.pixels(8), Box(x1: 26, y1: 12, x2: 74, y2: 108)),
    ] {
      let reading = try PageReader(classifier, symbols: .centre, scale: scale).read(picture)
      #expect(reading.symbols.map { $0.detection.box } == [box])
    }
  }

  /// Found symbols are read unscaled unless scaling is asked for, although their staff space is
  /// known.
  @Test func nothingIsScaledUnasked() throws {
    let classifier = try bench.classifier(staffSpace: 10)
    let page = ReadingBench.staff(space: 20)
    let found = SymbolSource.found(.classical(.heads))
    let plain = try PageReader(classifier, symbols: found).read(page)
    let space = try #require(plain.staffSpace)
    #expect(abs(space - 20) < 0.2 && plain.scale == 1 && plain.symbols.count == 8)
    let scaled = try PageReader(classifier, symbols: found, scale: .measured).read(page)
    #expect(scaled.scale == space / 10 && scaled.symbols.count == 8)
    // They are read as the boxes are.
    let boxes = plain.symbols.map { $0.detection }
    let given = try PageReader(classifier, symbols: .streamed).read(page, given: boxes)
    #expect(
      given.symbols.map { $0.prediction?.logits } == plain.symbols.map { $0.prediction?.logits })
  }

  /// Without a staff nothing is read; once one was seen its measure holds.
  @Test func aPictureThatCannotBeMeasuredIsNotRead() throws {
    let classifier = try bench.classifier(staffSpace: 10)
    let boxes = [ReadingBench.box(10, 20)]
    let reader = try PageReader(classifier, symbols: .fixed(boxes), scale: .measured)
    let first = try reader.read(picture)
    #expect(first.window == nil && first.staffSpace == nil && first.symbols.isEmpty)
    let second = try reader.read(ReadingBench.staff(space: 20))
    #expect(second.symbols.count == 1)
    let third = try reader.read(picture)
    #expect(third.staffSpace == second.staffSpace && third.symbols.count == 1)
  }

  @Test func aModelOfUnknownScaleCannotBeScaled() throws {
    let classifier = try bench.classifier()
    #expect(throws: ReadingError.self) {
      try PageReader(classifier, symbols: .centre, scale: .pixels(8))
    }
    let reader = try PageReader(
      bench.classifier(staffSpace: 4), symbols: .centre, scale: .pixels(8))
    #expect(throws: ReadingError.self) { try reader.replace(classifier, threshold: nil) }
    #expect(reader.classifier.model.preprocessing.staffSpace == 4)
  }

  /// Labels of the old model mean nothing to a filter once the new one has others.
  @Test func aModelOfOtherLabelsStartsTheFilterAnew() throws {
    let reader = try PageReader(
      bench.classifier(), symbols: .centre, steady: SteadyLabels(needed: 2, window: 3))
    for count in 1...2 { #expect(try reader.read(picture).symbols[0].steady?.count == count) }
    try reader.replace(bench.classifier(), threshold: nil)
    #expect(try reader.read(picture).symbols[0].steady?.count == 3)
    try reader.replace(bench.classifier(labels: ["cat", "dog"]), threshold: nil)
    let steady = try #require(try reader.read(picture).symbols[0].steady)
    #expect(steady.count == 1 && steady.index == nil)
  }

  @Test func belowTheThresholdALabelIsUnknownAndNotSteady() throws {
    let steady = SteadyLabels(needed: 1, window: 1)
    for (threshold, isUnknown) in [(1.1, true), (0, false)] {
      let reader = try PageReader(
        bench.classifier(), symbols: .centre, threshold: threshold, steady: steady)
      let symbol = try reader.read(picture).symbols[0]
      #expect(symbol.isUnknown == isUnknown)
      #expect(symbol.steady?.index == (isUnknown ? nil : symbol.prediction?.label))
    }
  }

  /// Symbols are looked for in the camera's own luma where there is one.
  @Test func theCamerasLumaIsLookedAt() throws {
    let page = ReadingBench.staff(space: 20)
    let blank = PixelBuffer(width: page.pixels.width, height: page.pixels.height)
    let reader = try PageReader(bench.classifier(), symbols: .found(.classical(.heads)))
    #expect(try reader.read(Picture(page.pixels, luma: GrayImage(blank))).symbols.isEmpty)
    let drawn = try reader.read(Picture(blank, luma: page.gray))
    #expect(drawn.symbols.count == 8)
  }
}
