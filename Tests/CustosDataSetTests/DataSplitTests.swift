import CustosPlatform
import CustosTestData
import CustosTestSupport
import Foundation
import Testing

@testable import CustosDataSet

@Suite struct DataSplitTests {
  private let folder: TemporaryFolder
  private let data: String
  private let output: String

  init() throws {
    folder = try TemporaryFolder()
    data = folder.file("data")
    output = folder.file("split")
  }

  private func split(
    _ grouping: SplitPlan.Grouping = .none, seed: UInt64 = 1, skippingBad: Bool = false,
    output: String? = nil
  ) throws -> (report: DataSplit.Report, lines: [String]) {
    var split = DataSplit()
    split.grouping = grouping
    split.seed = seed
    split.skipsBad = skippingBad
    var lines: [String] = []
    let report = try split.run(data: data, output: output ?? self.output) { lines.append($0) }
    return (report, lines)
  }

  private func files(_ part: String, _ name: String) -> [String] {
    DataSamples.files(below: output + "/\(part)/\(name)")
  }

  @Test func countsAreThoseOfTheReference() throws {
    // Sizes of the notebook's classes that show truncation.
    let counts = ["L0": 25, "L6": 123, "S6": 8, "S0": 122, "L5": 100]
    try DataSamples.writeClasses(counts, pages: 7, in: data)
    let (report, lines) = try split()
    for (name, count) in counts {
      let tenth = count / 10
      #expect(files("validation", name).count == tenth)
      #expect(files("test", name).count == tenth)
      #expect(files("training", name).count == count - 2 * tenth)
      let all = ["training", "validation", "test"].flatMap { files($0, name) }
      #expect(all.sorted() == DataSamples.files(below: data + "/" + name))
    }
    #expect(lines.first == "Splitting data into training, validation and test sets...")
    #expect(
      lines[1...3] == [
        "Copying 21 training files of L0...", "Copying 2 validation files of L0...",
        "Copying 2 test files of L0...",
      ])
    #expect(lines.count == 16)
    #expect(report.small.map(\.name) == ["S6"])
    let copied = files("training", "L0")[0]
    #expect(
      try FileSystem.read(output + "/training/L0/" + copied)
        == FileSystem.read(data + "/L0/" + copied))
  }

  @Test func sameSeedSameSplit() throws {
    try DataSamples.writeClasses(["L1": 60, "L2": 60], pages: 5, in: data)
    let plans = try [3, 3, 4].map { try split(seed: $0).report.plan }
    #expect(plans[0] == plans[1])
    #expect(plans[0] != plans[2])
  }

  @Test func oldSplitIsDeleted() throws {
    try DataSamples.writeClasses(["L1": 20, "L2": 20], pages: 5, in: data)
    _ = try split(seed: 1)
    try FileManager.default.removeItem(atPath: data + "/L2")
    let (_, lines) = try split(seed: 2)
    #expect(lines.last == "Deleting split directories...")
    #expect(!FileManager.default.fileExists(atPath: output + "/training/L2"))
    #expect(DataSamples.files(below: output).count == 20)
    #expect(try FileManager.default.contentsOfDirectory(atPath: output).count == 3)
  }

  @Test func foreignFilesKeepAnOldSplitFromBeingDeleted() throws {
    try DataSamples.writeClasses(["L1": 20], pages: 5, in: data)
    try FileSystem.createDirectories(output + "/test")
    try FileSystem.write("mine", to: output + "/test/notes.md", replacing: false)
    let error = try DataSamples.dataError { _ = try split() }
    #expect(error?.exitCode == 73)
    #expect(DataSamples.files(below: output) == ["test/notes.md"])
  }

  @Test func splitsInPlace() throws {
    try DataSamples.writeClasses(["L1": 20], pages: 5, in: data)
    _ = try split(output: data)
    _ = try split(output: data)
    #expect(DataSamples.files(below: data).count == 40)
    #expect(DataSamples.files(below: data + "/training/L1").count == 16)
  }

  @Test(arguments: [SplitPlan.Grouping.byPage, .byPrefix(2)])
  func noGroupIsInTwoSets(grouping: SplitPlan.Grouping) throws {
    try DataSamples.writeClasses(["L1": 400, "L2": 200, "S3": 120], pages: 100, in: data)
    let (report, _) = try split(grouping)
    var partOfGroup: [String: Set<SplitPlan.Part>] = [:]
    var sizes: [SplitPlan.Part: Int] = [:]
    for (part, classes) in report.plan.files {
      for file in classes.values.joined() {
        let page = String(file.prefix(grouping == .byPage ? file.count : 2))
        let group = grouping == .byPage ? page.components(separatedBy: ".JPG-")[0] : page
        partOfGroup[group, default: []].insert(part)
        sizes[part, default: 0] += 1
      }
    }
    #expect(partOfGroup.count == (grouping == .byPage ? 100 : 10))
    #expect(partOfGroup.values.allSatisfy { $0.count == 1 })
    #expect(sizes.values.reduce(0, +) == 720)
    // Whole groups of at most 72 pictures must come within one group of 72 wanted ones.
    for part in [SplitPlan.Part.validation, .test] {
      #expect((36...108).contains(sizes[part] ?? 0))
      for name in ["L1", "L2", "S3"] { #expect(report.plan.count(part, of: name) > 0) }
    }
    #expect(try split(grouping).report.plan == report.plan)
  }

  @Test func namesWithoutAPageCannotBeSplitByPage() throws {
    try DataSamples.writeClasses(["L1": 20], pages: 5, in: data)
    try FileSystem.write("x", to: data + "/L1/page_3.png", replacing: false)
    let error = try DataSamples.dataError { _ = try split(.byPage) }
    #expect(error == .pageUnknown(path: data + "/L1/page_3.png"))
    #expect(error?.exitCode == 65)
    #expect(!FileManager.default.fileExists(atPath: output))
    _ = try split()
  }

  @Test func twoPagesCannotFillThreeSets() throws {
    try DataSamples.writeClasses(["L1": 20], pages: 2, in: data)
    let error = try DataSamples.dataError { _ = try split(.byPage) }
    #expect(error?.exitCode == 65)
    #expect(!FileManager.default.fileExists(atPath: output))
  }

  @Test func onePictureGoesToTraining() throws {
    try DataSamples.writeClasses(["L1": 30, "S6": 1], pages: 3, in: data)
    let (report, _) = try split()
    #expect(files("training", "S6").count == 1)
    #expect(report.small.map(\.count) == [1])
  }

  @Test func emptyClassIsNamed() throws {
    try DataSamples.writeClasses(["L1": 30, "L2": 0], pages: 3, in: data)
    let error = try DataSamples.dataError { _ = try split() }
    #expect(error?.exitCode == 65)
    #expect(error?.message.contains("data/L2 holds no PNG or JPEG picture") == true)
    #expect(!FileManager.default.fileExists(atPath: output))
    let (report, _) = try split(skippingBad: true)
    #expect(report.plan.files[.training]?.keys.sorted() == ["L1"])
    #expect(report.skipped.count == 1)
  }

  @Test func oldSplitIsKeptWhenNothingIsLeft() throws {
    try DataSamples.writeClasses(["L1": 20], pages: 5, in: data)
    _ = try split()
    try FileManager.default.removeItem(atPath: data + "/L1")
    try DataSamples.writeClasses(["L2": 0], pages: 3, in: data)
    let error = try DataSamples.dataError { _ = try split(skippingBad: true) }
    #expect(error?.exitCode == 65)
    #expect(DataSamples.files(below: output).count == 20)
  }

  @Test func failedSwapBringsTheOldSplitBack() throws {
    try DataSamples.writeClasses(["L1": 40], pages: 5, in: data)
    _ = try split(seed: 1)
    let old = DataSamples.files(below: output)
    let error = try DataSamples.dataError {
      var split = DataSplit()
      split.seed = 2
      _ = try split.run(data: data, output: output) { line in
        // The last of the three new folders disappears when the swap is about to begin.
        guard line.hasPrefix("Deleting") else { return }
        try? FileManager.default.removeItem(atPath: output + "/.test.partial")
      }
    }
    #expect(error?.exitCode == 74)
    #expect(DataSamples.files(below: output) == old)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: output).sorted()
        == ["test", "training", "validation"])
  }

  @Test func setNamesAreClassesUnlessTheSplitIsInPlace() throws {
    try DataSamples.writeClasses(["L1": 20, "test": 20], pages: 5, in: data)
    let (report, _) = try split()
    #expect(report.plan.count(.training, of: "test") == 16)
    #expect(DataSamples.files(below: output).count == 40)
  }

  @Test func anotherClassLeavesTheDrawsOfTheOthers() throws {
    try DataSamples.writeClasses(["L1": 60, "L3": 60], pages: 5, in: data)
    let before = try split().report.plan
    try DataSamples.writeClasses(["L0": 60, "L2": 60], pages: 5, in: data)
    let after = try split().report.plan
    for part in SplitPlan.Part.allCases {
      for name in ["L1", "L3"] { #expect(before.files[part]?[name] == after.files[part]?[name]) }
    }
    #expect(
      before.files[.test]?["L1"] == [
        "W0-page0.JPG-20.png", "W0-page1.JPG-16.png", "W0-page2.JPG-52.png",
        "W0-page3.JPG-33.png", "W0-page3.JPG-8.png", "W0-page4.JPG-34.png",
      ])
  }

  /// Many draws of six pages are equally good up to rounding: the choice among them must be the same
  /// in every process.
  @Test func drawOfSixPagesIsAlwaysTheSame() throws {
    let counts = ["L1": 31, "L2": 17, "L3": 23, "S1": 12, "S2": 29, "S3": 7]
    try DataSamples.writeClasses(counts, pages: 6, in: data)
    let drawn = try (1...4).map { seed in
      let plan = try split(.byPage, seed: UInt64(seed)).report.plan
      return [SplitPlan.Part.validation, .test].map { part in
        Set((plan.files[part] ?? [:]).values.joined().map { $0.prefix(8).suffix(1) }).sorted()
      }
    }
    #expect(drawn == [[["5"], ["2"]], [["5"], ["2"]], [["5"], ["2"]], [["3"], ["5"]]])
  }

  @Test(arguments: [
    ("/a/data", "/a/data-split"), ("/a/data/", "/a/data-split"), ("/a/data/.", "/a/data-split"),
    ("/a/data/L1/..", "/a/data-split"),
  ])
  func defaultOutputLiesBesideTheData(data: String, expected: String) {
    #expect(DataSplit.defaultOutput(for: data) == expected)
    let current = FileManager.default.currentDirectoryPath
    #expect(DataSplit.defaultOutput(for: ".") == current + "-split")
  }

  @Test func foreignFileIsNamed() throws {
    try DataSamples.writeClasses(["L1": 30], pages: 3, in: data)
    try FileSystem.write("x", to: data + "/L1/notes.doc", replacing: false)
    let error = try DataSamples.dataError { _ = try split() }
    #expect(error?.message.contains("data/L1/notes.doc is not a picture") == true)
  }
}
