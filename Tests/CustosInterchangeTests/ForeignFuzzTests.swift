import CustosDataSet
import CustosImage
import CustosNotation
import CustosPlatform
import CustosTestData
import CustosTestRandom
import CustosTestSupport
import Testing

@testable import CustosInterchange

/// Damaged files are read or refused with one sentence, nothing else.
@Suite struct ForeignFuzzTests {
  private static let words = [
    "<", ">", "</", "&", "\"", "'", "{", "}", "[", "]", ",", ":", "null", "-", "1e308", "-1", "0",
    "9999999999999999999999", "nan", "\n", "\r", "\u{FEFF}", ".L3", "<Node>", "true", "é", "\u{0}",
  ]

  @Test(arguments: [
    (AnnotationFormat.coco, "in.json", 1500), (.voc, "in/a.xml", 1500), (.mung, "in/a.xml", 1500),
    (.yolo, "in/labels/a.txt", 1000), (.yolo, "in/data.yaml", 1000),
  ])
  func damagedFiles(format: AnnotationFormat, name: String, count: Int) throws {
    let samples = try ConversionSamples()
    try samples.convert("pages", format == .coco ? "in.json" : "in", to: format)
    let good = try FileSystem.read(samples.file(name))
    var random = SeededRandom(seed: 29)
    var readCount = 0
    for round in 0..<count {
      var bytes = good
      for _ in 0..<random.integer(1...4) {
        let index = random.integer(0...max(0, bytes.count - 1))
        switch random.integer(0...4) {
        case 0 where !bytes.isEmpty: bytes[index] = UInt8(truncatingIfNeeded: random.next())
        case 1 where !bytes.isEmpty: bytes.remove(at: index)
        case 2 where !bytes.isEmpty:
          let end = min(bytes.count, index + random.integer(1...40))
          bytes.insert(contentsOf: bytes[index..<end], at: random.integer(0...bytes.count))
        case 3:
          let word = Self.words[random.integer(0...(Self.words.count - 1))]
          bytes.insert(contentsOf: word.utf8, at: min(index, bytes.count))
        default: if random.integer(0...9) == 0 { bytes.removeSubrange(index...) }
        }
      }
      try FileSystem.write(bytes, to: samples.file(name), replacing: true)
      var notes = ConversionNotes(skipsBad: round % 2 == 0)
      do throws(DataError) {
        let pages = try read(format, samples, &notes)
        readCount += 1
        for symbol in pages.flatMap(\.symbols) {
          let box = symbol.annotation.box
          #expect(box.x1 < box.x2 && box.y1 < box.y2 && !symbol.annotation.className.isEmpty)
        }
      } catch {
        #expect(error.exitCode == 65 && error.message.contains(samples.folder.path))
      }
      for error in notes.skipped { #expect(error.isBadInput) }
    }
    #expect(readCount > 0 && readCount < count, "\(readCount)")
  }

  private func read(
    _ format: AnnotationFormat, _ samples: ConversionSamples, _ notes: inout ConversionNotes
  ) throws(DataError) -> [ConvertedPage] {
    switch format {
    case .coco:
      return try COCOReader.pages(
        of: samples.file("in.json"), positions: .attribute, notes: &notes)
    case .voc:
      return try VOCReader.pages(
        of: samples.file("in"), positions: .attribute, fromZero: false, notes: &notes)
    case .mung:
      return try MuNGReader.pages(of: samples.file("in"), positions: .attribute, notes: &notes)
    default:
      return try YOLOReader.pages(
        of: samples.file("in"), positions: .name, picturesElsewhere: true, notes: &notes)
    }
  }

  /// JSON of a million brackets ends with a sentence, too.
  @Test func deepJSON() throws {
    let samples = try ConversionSamples()
    try samples.write(String(repeating: "[", count: 1_000_000), to: "in.json")
    let error = try DataSamples.dataError {
      try samples.convert("in.json", "out", from: .coco)
    }
    #expect(error?.exitCode == 65)
    try samples.write(
      #"{"images":[],"categories":[],"annotations":[{"segmentation":"#
        + String(repeating: "[", count: 100_000) + "]}", to: "in.json")
    let nested = try DataSamples.dataError {
      try samples.convert("in.json", "out", from: .coco)
    }
    #expect(nested?.exitCode == 65)
  }
}
