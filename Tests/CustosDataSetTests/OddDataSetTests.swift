import CustosImage
import CustosPlatform
import CustosTestData
import CustosTestRandom
import CustosTestSupport
import Foundation
import Testing

@testable import CustosDataSet

/// What file systems, cameras and people leave in data sets: each of it works or gets one sentence, the
/// same for splits, audits, training and calibration.
@Suite struct OddDataSetTests {
  private let tiny: TinyDataSet
  private let pool: ThreadPool
  private var folder: TemporaryFolder { tiny.folder }

  init() throws {
    tiny = try TinyDataSet()
    pool = try ThreadPool(threadCount: 2)
  }

  private func audit() throws -> DataAudit {
    try DataAudit(folder: folder.path, width: 8, height: 16, pool: pool)
  }

  private func write(_ name: String, seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let path = folder.file(name)
    try FileSystem.createDirectories(Path.directory(path))
    try PixelBuffer(width: 8, height: 16, pixels: random.bytes(8 * 16 * 3))
      .write(to: path, replacing: false)
  }

  /// The sentences of all readers of the training folder, which are the same for each.
  private func sentences() throws -> [String] {
    let training = folder.file("training")
    let audited = try audit().errors.map(\.message).filter { $0.contains(training) }
    let split = try PictureFolder(training).bad.map(\.message)
    let listed = try PatchList(folder: training, purpose: "test", skippingBad: true)
    #expect(audited == split && listed.skipped.map(\.message) == split)
    let store = try PatchStore(
      listed, width: 8, height: 16, pool: pool, skippingBad: true)
    #expect(store.skipped == split)
    let sample = try CalibrationSample(listed, count: 99, seed: 1, width: 8, height: 16)
    #expect(sample.skipped == split && sample.patches.count == listed.items.count)
    if split.isEmpty {
      #expect(try PatchList(folder: training, purpose: "test") == listed)
    } else {
      let error = try DataSamples.dataError {
        _ = try PatchList(folder: training, purpose: "test")
      }
      #expect(error?.message.contains(split[0]) == true)
    }
    return split
  }

  @Test func whatSystemsLeaveIsPassedOver() throws {
    for name in ["training/L1/@eaDir/a.png", "training/@eaDir/a.png", "training/__MACOSX/a.png"] {
      try write(name, seed: 1)
    }
    for name in [
      "Thumbs.db", "L1/Thumbs.db", "L1/desktop.ini", "L1/.DS_Store", "L1/._0.png", "L1/0.png~",
    ] { try FileSystem.write("x", to: folder.file("training/" + name), replacing: false) }
    #expect(try sentences().isEmpty)
    #expect(try audit().labels == TinyDataSet.labels && audit().counts == [15, 6, 6])
  }

  @Test func otherFilesAreNamed() throws {
    try FileSystem.write("x", to: folder.file("training/L1/notes.txt"), replacing: false)
    try FileSystem.write("x", to: folder.file("training/labels.csv"), replacing: false)
    try write("training/L2/deeper/a.png", seed: 1)
    let found = try sentences()
    #expect(found.count == 3)
    for (sentence, name) in zip(found, ["L1/notes.txt", "L2/deeper", "labels.csv"]) {
      #expect(sentence.contains("training/\(name) is not a") && sentence.contains("move it"))
    }
    #expect(try audit().errors.map(\.kind) == [.foreignFile, .foreignFile, .foreignFile])
    #expect(try TrainingData(audit(), skippingBad: true).training.count == 15)
  }

  @Test func pipesAndLinksDoNotBlock() throws {
    #expect(OddNames.makePipe(folder.file("training/L1/pipe.png")))
    #expect(OddNames.makePipe(folder.file("training/pipe")))
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("training/L2/link.png"), withDestinationPath: "nowhere")
    let found = try sentences()
    #expect(found.count == 3)
    #expect(found[0].contains("L1/pipe.png is neither a file nor a folder"))
    #expect(found[1].contains("L2/link.png is a link to something that does not exist"))
    #expect(found[2].contains("training/pipe is neither a file nor a folder"))
  }

  @Test func namesThatAreNotUTF8AreNamed() throws {
    try write("training/L1/x.png", seed: 1)
    try write("training/x/a.png", seed: 2)
    try write("training/y/a.png", seed: 3)
    #expect(OddNames.rename(folder.file("training/L1/x.png"), to: [0xE9, 0x2E, 0x70, 0x6E, 0x67]))
    #expect(OddNames.rename(folder.file("training/x"), to: [0x72, 0xE9]))
    #expect(OddNames.rename(folder.file("training/y"), to: [0x72, 0xE8]))
    let found = try sentences()
    #expect(found.count == 3)
    #expect(found.allSatisfy { $0.hasSuffix("because its name is not UTF-8; rename it.") })
    #expect(try audit().labels == TinyDataSet.labels)
  }

  @Test(arguments: ["n\nl", "t\tb", "\u{1B}[2J", "a\u{2028}b"])
  func namesThatBreakLinesAreNamed(name: String) throws {
    for set in ["training", "validation", "test"] { try write("\(set)/\(name)/a.png", seed: 1) }
    try write("training/L1/\(name).png", seed: 2)
    let found = try sentences()
    #expect(found.count == 2)
    for sentence in found {
      #expect(sentence.contains("holds a line break or another control character; rename it."))
      #expect(!sentence.contains("\n") && !sentence.contains("\u{1B}"))
    }
    #expect(throws: DataError.self) { _ = try TrainingData(audit()) }
  }

  /// Names in two forms are equal text to Swift: as keys they would become one.
  @Test func classFoldersInTwoFormsAreNamed() throws {
    for set in ["training", "validation", "test"] {
      for (seed, name) in [OddNames.composed, OddNames.decomposed].enumerated() {
        try write("\(set)/\(name)/a.png", seed: UInt64(seed * 3 + set.utf8.count))
      }
    }
    let found = try sentences()
    #expect(found.count == 1)
    #expect(found[0].contains("differ only in how accents are written; rename one."))
    #expect(found[0].utf8.contains(0xCC) && found[0].utf8.contains(0xC3))
    #expect(try audit().errors.count == 3)
    #expect(throws: DataError.self) { _ = try TrainingData(audit()) }
  }

  /// The sets of one data set come from different machines: the class is the same.
  @Test func aClassMayBeWrittenInAnotherFormInEachSet() throws {
    for (number, set) in ["training", "validation", "test"].enumerated() {
      let name = number == 0 ? OddNames.composed : OddNames.decomposed
      for place in 0..<2 {
        try write("\(set)/\(name)/\(place).png", seed: UInt64(9 * number + place))
      }
    }
    let audit = try audit()
    #expect(audit.findings == [])
    #expect(audit.counts == [17, 8, 8] && audit.labels.count == 4)
  }

  @Test func aSamePictureInTwoClassesIsAnError() throws {
    try FileManager.default.copyItem(
      atPath: folder.file("training/L1/0.png"), toPath: folder.file("training/L2/again.png"))
    try FileManager.default.copyItem(
      atPath: folder.file("training/L1/1.png"), toPath: folder.file("test/S1/again.png"))
    let audit = try audit()
    #expect(audit.errors.map(\.kind) == [.contradiction, .contradiction] && audit.warnings == [])
    #expect(
      audit.errors[0].message
        == "training/L1/0.png and training/L2/again.png show the very same picture in different "
        + "classes; keep the one that is right.")
    #expect(throws: DataError.self) { _ = try TrainingData(audit) }
    // Nobody knows which is right: none of them is used.
    let data = try TrainingData(audit, skippingBad: true)
    #expect(data.training.count == 13 && data.test.count == 6 && data.skipped.count == 2)
    let paths = data.training.list.items.map(\.path)
    #expect(!paths.contains(folder.file("training/L1/0.png")))
    #expect(try data.training.pixels(0).count == 8 * 16 * 3)
  }

  @Test func splitsRefuseTheSame() throws {
    let data = folder.file("training")
    #expect(OddNames.makePipe(data + "/L1/pipe.png"))
    var split = DataSplit()
    let output = folder.file("out")
    let error = try DataSamples.dataError { _ = try split.run(data: data, output: output) }
    #expect(error?.exitCode == 65 && error?.message.contains("pipe.png") == true)
    split.skipsBad = true
    #expect(try split.run(data: data, output: output).skipped.count == 1)
  }

  @Test func moreBadInputThanAllowedEndsBeforeAnythingIsWritten() throws {
    let data = folder.file("training")
    for number in 0..<5 {
      try FileSystem.write("x", to: data + "/L1/\(number).txt", replacing: false)
    }
    var split = DataSplit()
    split.skipsBad = true
    split.badLimit = BadInputLimit(share: 0.25)
    let output = folder.file("out")
    #expect(try split.run(data: data, output: output).skipped.count == 5)
    split.badLimit = BadInputLimit(share: 0.24)
    let error = try DataSamples.dataError {
      _ = try split.run(data: data, output: folder.file("other"))
    }
    #expect(error?.exitCode == 65)
    #expect(error?.message.contains("5 of 20 inputs are bad") == true)
    #expect(FileSystem.kind(of: folder.file("other")) == .missing)
  }

  @Test func sharesAreComparedAsTheyAreWritten() throws {
    let limit = BadInputLimit(share: 0.29)
    let bad = [String](repeating: "", count: 29)
    try limit.check(bad, goodCount: 71, in: "x")
    #expect(throws: DataError.self) { try limit.check(bad, goodCount: 70, in: "x") }
    try BadInputLimit(share: 0).check([], goodCount: 0, in: "x")
    try BadInputLimit.none.check(bad, goodCount: 0, in: "x")
  }
}
