import CustosImage
import CustosNotation
import CustosPlatform
import CustosTestRandom
import CustosTestSupport
import Testing

@testable import CustosInterchange

/// Annotation lines to each format and back.
@Suite struct RoundTripTests {
  static let foreign: [AnnotationFormat] = [.coco, .voc, .yolo, .mung]

  private func back(
    _ samples: ConversionSamples, through format: AnnotationFormat,
    positions: PositionStorage? = nil
  ) throws -> [String] {
    let output = format == .coco ? "there.json" : "there"
    try samples.convert("pages", output, to: format) { $0.positions = positions }
    try samples.convert(output, "back", from: format) {
      $0.positions = positions
      $0.pictures = samples.pages
    }
    return try samples.lines("back/a.png.txt")
  }

  @Test(arguments: [AnnotationFormat.coco, .yolo])
  func nothingIsLost(format: AnnotationFormat) throws {
    #expect(try back(try ConversionSamples(), through: format) == ConversionSamples.lines)
  }

  @Test(arguments: [AnnotationFormat.coco, .voc, .yolo, .mung])
  func positionsMayStandInNames(format: AnnotationFormat) throws {
    let lines = try back(try ConversionSamples(), through: format, positions: .name)
    let wanted = ConversionSamples.lines.map { $0.split(separator: ";").dropFirst(2) }
    #expect(lines.map { $0.split(separator: ";").dropFirst(2) } == wanted)
  }

  @Test(arguments: [AnnotationFormat.voc, .mung])
  func wholePixelsRemain(format: AnnotationFormat) throws {
    let lines = try back(try ConversionSamples(), through: format)
    #expect(
      lines
        == [
          "141,39;207,88;g_clef;L3", "0,0;300,200;beam;", "11,20;11,21;noteheadFull;out",
          "200,100;210,110;rest8th;?", "7,8;9,10;a <b> & \"c\" \\ 'd' #e: é;S6", "1,2;3,4;dot;L0",
        ].map { $0.replacing("11,20;11,21", with: "10,20;11,21") })
  }

  /// Boxes as annotators draw them, in tenths of pixels.
  @Test(arguments: RoundTripTests.foreign)
  func drawnBoxes(format: AnnotationFormat) throws {
    let seed: UInt64 = 31
    var random = SeededRandom(seed: seed)
    func tenths(_ range: ClosedRange<Int>) -> Double { Double(random.integer(range)) / 10 }
    let annotations = (0..<500).map { index in
      let (x, y) = (tenths(0...2900), tenths(0...1900))
      let box = Box(
        x1: x, y1: y, x2: min(300, ((x + tenths(6...900)) * 10).rounded() / 10),
        y2: min(200, ((y + tenths(6...900)) * 10).rounded() / 10))
      let place: CompleteAnnotation.Place =
        StaffPosition(index: index % 17).map { .position($0) }
        ?? [.outside, .unknown, .none][index % 3]
      return CompleteAnnotation(box: box, className: "class\(index % 7)", place: place)
    }
    let lines = try back(try ConversionSamples(annotations.map(\.line)), through: format)
    let read = CompleteAnnotation.parse(Array(lines.joined(separator: "\n").utf8)).entries
    #expect(read.count == annotations.count, "seed \(seed)")
    let tolerance = format == .coco || format == .yolo ? 0 : 0.95
    for (there, back) in zip(annotations, read.map(\.entry)) {
      #expect(back.className == there.className && back.place == there.place)
      let moves = zip(
        [there.box.x1, there.box.y1, there.box.x2, there.box.y2],
        [back.box.x1, back.box.y1, back.box.x2, back.box.y2]
      ).map { abs($0 - $1) }
      #expect(moves.allSatisfy { $0 <= tolerance }, "\(there.line) -> \(back.line), seed \(seed)")
    }
  }

  @Test func formatsConvertIntoEachOther() throws {
    let samples = try ConversionSamples()
    try samples.convert("pages", "a.json", to: .coco)
    try samples.convert("a.json", "voc", from: .coco, to: .voc)
    try samples.convert("voc", "mung", from: .voc, to: .mung)
    try samples.convert("mung", "yolo", from: .mung, to: .yolo) { $0.pictures = samples.pages }
    try samples.convert("yolo", "back", from: .yolo) { $0.pictures = samples.pages }
    try samples.convert("pages", "voc-1", to: .voc)
    try samples.convert("voc-1", "direct", from: .voc)
    #expect(try samples.text("back/a.png.txt") == samples.text("direct/a.png.txt"))
    #expect(try samples.lines("back/a.png.txt").count == 6)
  }

  /// All symbols of real pages, and the lines of a mensural page.
  @Test(.enabled(if: SharedData.isPresent, "\(SharedData.absence)"), arguments: foreign)
  func realPages(format: AnnotationFormat) throws {
    let folder = try #require(SharedData.folder)
    let samples = try ConversionSamples()
    for (annotations, pictures) in [
      ("muscima-boxes", "muscima-pages"), ("mensural-page", "mensural-page"),
    ] {
      let truth = samples.file("truth-\(annotations)")
      try FileSystem.createDirectories(truth)
      let names = try FileSystem.list(Path.join(folder, annotations))
        .filter { $0.hasSuffix(".txt") }.prefix(3)
      for name in names {
        try FileSystem.write(
          try FileSystem.read(Path.join(Path.join(folder, annotations), name)),
          to: Path.join(truth, name), replacing: false)
      }
      let there = "there-\(annotations)"
      try samples.convert("truth-\(annotations)", there, to: format) {
        $0.pictures = Path.join(folder, pictures)
      }
      try samples.convert(there, "back-\(annotations)", from: format) {
        $0.pictures = Path.join(folder, pictures)
      }
      for name in names {
        let stem = name.split(separator: ".")[0]
        let back = CompleteAnnotation.parse(
          try FileSystem.read(samples.file("back-\(annotations)/\(stem).JPG.txt")))
        let there = CompleteAnnotation.parse(try FileSystem.read(Path.join(truth, name)))
        #expect(back.errors.isEmpty && there.entries.count > 200)
        #expect(back.entries.map(\.entry.className) == there.entries.map(\.entry.className))
        #expect(back.entries.map(\.entry.place) == there.entries.map(\.entry.place))
        let overlaps = zip(back.entries, there.entries).map {
          $0.entry.box.intersectionOverUnion($1.entry.box)
        }
        let least = format == .coco || format == .yolo ? 1 : 0.7
        #expect(overlaps.allSatisfy { $0 >= least }, "\(name): \(overlaps.min() ?? 0)")
      }
    }
  }
}
