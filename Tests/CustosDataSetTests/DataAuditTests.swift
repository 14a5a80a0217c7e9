import CustosImage
import CustosPlatform
import CustosTestData
import CustosTestRandom
import CustosTestSupport
import Foundation
import Testing

@testable import CustosDataSet

@Suite struct DataAuditTests {
  private let tiny: TinyDataSet
  private let pool: ThreadPool

  init() throws {
    tiny = try TinyDataSet()
    pool = try ThreadPool(threadCount: 2)
  }

  private func audit(width: Int = 8, height: Int = 16) throws -> DataAudit {
    try DataAudit(folder: tiny.folder.path, width: width, height: height, pool: pool)
  }

  private func write(_ name: String, width: Int = 8, height: Int = 16, seed: UInt64 = 5) throws {
    var random = SeededRandom(seed: seed)
    let pixels = random.bytes(width * height * 3)
    try PixelBuffer(width: width, height: height, pixels: pixels)
      .write(to: tiny.folder.file(name), replacing: false)
  }

  private func copy(_ name: String, to other: String) throws {
    try FileManager.default.copyItem(
      atPath: tiny.folder.file(name), toPath: tiny.folder.file(other))
  }

  @Test func goodDataHasNoFindings() throws {
    let audit = try audit()
    #expect(audit.findings == [])
    #expect(audit.counts == [15, 6, 6])
    #expect(audit.usualSize == DataAudit.Size(width: 8, height: 16))
    #expect(audit.text.hasSuffix("0 errors, 0 warnings\n"))
    #expect(try TrainingData(audit).warnings == [])
  }

  /// A file cut short, one of another kind and one that cannot be read, in different sets: all are
  /// named at once.
  @Test func everyUnreadableFileIsNamed() throws {
    let whole = try FileSystem.read(tiny.folder.file("training/L1/0.png"))
    let bad = ["training/L1/0.png", "training/S1/x.png", "validation/L2/y.jpg", "test/S1/z.png"]
      .map(tiny.folder.file)
    try FileSystem.write(Array(whole[..<(whole.count / 2)]), to: bad[0], replacing: true)
    try FileSystem.write("no picture", to: bad[1], replacing: false)
    try FileSystem.write("", to: bad[2], replacing: false)
    try FileSystem.createDirectories(bad[3])
    let audit = try audit()
    #expect(audit.errors.map(\.kind) == [.foreignFile, .unreadable, .unreadable, .unreadable])
    #expect(audit.errors.flatMap(\.files) == [bad[3]] + bad[..<3])
    let error = #expect(throws: DataError.self) { _ = try TrainingData(audit) }
    #expect(error?.exitCode == 65)
    for path in bad { #expect(error?.message.contains(path) == true) }
    #expect(error?.message.contains("4 errors") == true)
    let data = try TrainingData(audit, skippingBad: true)
    #expect(data.skipped.count == 4)
    let counts = [data.training, data.validation, data.test].map { $0.count as Int }
    #expect(counts == [14, 6, 6])
  }

  @Test func manyUnreadableFilesAreCounted() throws {
    for number in 0..<23 {
      try FileSystem.write("x", to: tiny.folder.file("test/L1/bad\(number).png"), replacing: false)
    }
    let error = #expect(throws: DataError.self) { _ = try TrainingData(audit()) }
    #expect(error?.message.contains("There are 3 more files that cannot be used.") == true)
    #expect(error?.message.split(separator: "\n").count == 22)
  }

  @Test func emptyAndUnknownClasses() throws {
    for name in ["training/S5", "training/S6", "test/L6"] {
      try FileSystem.createDirectories(tiny.folder.file(name))
    }
    let audit = try audit()
    #expect(audit.errors.map(\.kind) == [.emptyClass, .emptyClass, .unknownClass])
    #expect(audit.errors.flatMap(\.files).map { Path.lastComponent($0) } == ["S5", "S6", "L6"])
    let error = #expect(throws: DataError.self) { _ = try TrainingData(audit) }
    #expect(error?.exitCode == 65)
    #expect(try TrainingData(audit, skippingBad: true).labels == TinyDataSet.labels)
  }

  /// Nothing is left of a class or a set: going on makes no sense.
  @Test func skippingDoesNotLeaveAClassWithoutPictures() throws {
    for number in 0..<5 {
      try FileSystem.write(
        "x", to: tiny.folder.file("training/L2/\(number).png"), replacing: true)
    }
    let folder = tiny.folder.file("training/L2")
    #expect(throws: DataError.emptyClass(folder: folder)) {
      _ = try TrainingData(audit(), skippingBad: true)
    }
    for label in TinyDataSet.labels {
      for number in 0..<2 {
        try FileSystem.write(
          "x", to: tiny.folder.file("test/\(label)/\(number).png"), replacing: true)
      }
    }
    #expect(throws: DataError.noPictures(tiny.folder.file("test"))) {
      _ = try TrainingData(audit(), skippingBad: true)
    }
  }

  /// The same bytes under another name, and the same pixels in another file format.
  @Test func duplicatesAcrossSetsAreFound() throws {
    try copy("training/L1/0.png", to: "test/L1/copy.png")
    let image = try PixelBuffer(readingFrom: tiny.folder.file("training/S1/1.png"))
    try image.write(to: tiny.folder.file("training/S1/as.jpg"), replacing: false)
    let decoded = try PixelBuffer(readingFrom: tiny.folder.file("training/S1/as.jpg"))
    try decoded.write(to: tiny.folder.file("validation/S1/as.png"), replacing: false)
    // Twice in one set is no leak.
    try copy("training/L1/2.png", to: "training/L1/again.png")
    let found = try audit().findings
    #expect(found.map(\.kind) == [.duplicate, .duplicate])
    #expect(
      found.map(\.files) == [
        ["training/L1/0.png", "test/L1/copy.png"].map(tiny.folder.file),
        ["training/S1/as.jpg", "validation/S1/as.png"].map(tiny.folder.file),
      ])
    #expect(found[0].message.contains("training/L1/0.png and test/L1/copy.png"))
    #expect(found[0].message.contains("in different sets"))
  }

  /// The same pixels in another arrangement are another picture.
  @Test func rowsAndColumnsMatterToDuplicates() throws {
    let pixels = [UInt8](repeating: 9, count: 8 * 16 * 3)
    try PixelBuffer(width: 8, height: 16, pixels: pixels)
      .write(to: tiny.folder.file("training/L1/a.png"), replacing: false)
    try PixelBuffer(width: 16, height: 8, pixels: pixels)
      .write(to: tiny.folder.file("test/L1/b.png"), replacing: false)
    #expect(try audit().findings.map(\.kind) == [.oddSize])
  }

  @Test func oddSizesAreNamed() throws {
    try write("test/L1/half.png", width: 4, height: 8, seed: 1)
    try write("validation/L1/wide.png", width: 20, height: 8, seed: 2)
    let found = try audit().findings
    #expect(found.map(\.kind) == [.oddSize, .oddSize])
    #expect(found[0].files == [tiny.folder.file("validation/L1/wide.png")])
    #expect(found[0].message.contains("20 x 8") && found[0].message.contains("8 x 16"))
    #expect(found[0].message.contains("distorted"))
    #expect(!found[1].message.contains("distorted"))
    // Only the network is of another shape.
    #expect(try audit(width: 16, height: 16).findings.map(\.kind).last == .distortion)
    #expect(try audit(width: 56, height: 112).findings.map(\.kind) == [.oddSize, .oddSize])
  }

  @Test func pagesInTwoSetsAreCounted() throws {
    for (place, name) in [
      "training/L1/a.JPG-1.png", "training/L2/a.JPG-2.png",
      "test/L1/a.JPG-3.png", "validation/L1/b.JPG-1.png", "validation/L2/b.JPG-2.png",
      "training/L1/c.JPG-1.png", "test/L1/c.JPG-7.png",
    ].enumerated() {
      try write(name, seed: UInt64(place))
    }
    let found = try audit().findings
    #expect(found.map(\.kind) == [.sharedPage])
    #expect(found[0].files == ["a.JPG", "c.JPG"])
    #expect(found[0].message.contains("2 pages are in more than one set (5 of 34 patches)"))
    #expect(found[0].message.contains("a.JPG in training, test;"))
  }

  @Test func smallClassesAreNamed() throws {
    try FileSystem.createDirectories(tiny.folder.file("training/S9"))
    try write("training/S9/0.png")
    let found = try audit().findings
    #expect(found.map(\.kind) == [.smallClass, .smallClass, .smallClass])
    #expect(found[0].message.contains("Class S9 has one training picture"))
    #expect(found[1].message.contains("The validation set holds no picture of S9"))
  }

  @Test func jsonLinesTellEverything() throws {
    try FileSystem.write("x", to: tiny.folder.file("test/L1/bad.png"), replacing: false)
    try copy("training/L1/0.png", to: "test/L1/copy.png")
    let lines = try audit().jsonLines().split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(
      lines.map { $0["schema"] as? String }
        == ["custos.finding/1", "custos.finding/1", "custos.audit/1"])
    #expect(lines.map { $0["seq"] as? Int } == [0, 1, 2])
    #expect(lines[0]["severity"] as? String == "error")
    #expect(lines[0]["files"] as? [String] == [tiny.folder.file("test/L1/bad.png")])
    #expect(lines[1]["kind"] as? String == "duplicate")
    #expect(lines[2]["errors"] as? Int == 1 && lines[2]["test"] as? Int == 7)
  }
}
