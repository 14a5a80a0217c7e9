import CustosPlatform
import CustosTestData
import CustosTestSupport
import Foundation
import Testing

@testable import CustosDataSet

/// Splits for cross-validation.
@Suite struct FoldTests {
  private let folder: TemporaryFolder
  private let data: String
  private let output: String

  init() throws {
    folder = try TemporaryFolder()
    data = folder.file("data")
    output = folder.file("folds")
  }

  @discardableResult
  private func split(
    _ folds: Int, _ grouping: SplitPlan.Grouping = .none, seed: UInt64 = 1, output: String? = nil
  ) throws -> DataSplit.Report {
    var split = DataSplit()
    split.folds = folds
    split.grouping = grouping
    split.seed = seed
    return try split.run(data: data, output: output ?? self.output)
  }

  private func files(_ fold: Int, _ part: SplitPlan.Part, in folder: String? = nil) -> [String] {
    DataSamples.files(below: (folder ?? output) + "/fold-\(fold)/\(part.rawValue)")
  }

  @Test(arguments: [SplitPlan.Grouping.none, .byPage, .byPrefix(2)])
  func everyPictureIsTestedOnce(grouping: SplitPlan.Grouping) throws {
    try DataSamples.writeClasses(["L1": 210, "L2": 101, "S3": 62], pages: 60, in: data)
    let report = try split(5, grouping)
    #expect(report.plans.count == 5)
    let all = DataSamples.files(below: data)
    for part in [SplitPlan.Part.test, .validation] {
      #expect((1...5).flatMap { files($0, part) }.sorted() == all)
    }
    for fold in 1...5 {
      let sets = SplitPlan.Part.allCases.map { files(fold, $0) }
      #expect(sets.joined().sorted() == all)
      let groups = sets.map { set in
        Set(
          set.map { path in
            let file = Path.lastComponent(path)
            switch grouping {
            case .none: return path
            case .byPage: return PageName.of(file) ?? ""
            case .byPrefix(let count): return String(file.prefix(count))
            }
          })
      }
      #expect(groups[0].isDisjoint(with: groups[1]) && groups[0].isDisjoint(with: groups[2]))
      #expect(groups[1].isDisjoint(with: groups[2]))
      // A fifth of 373; of the six writers one part gets two.
      let bounds = grouping == .none ? 74...75 : grouping == .byPage ? 65...85 : 50...140
      #expect(bounds.contains(sets[2].count), "\(sets[2].count)")
    }
    let copied = files(3, .test)[0]
    #expect(
      try FileSystem.read(output + "/fold-3/test/" + copied)
        == FileSystem.read(data + "/" + copied))
  }

  @Test func everyClassIsDealtEvenly() throws {
    try DataSamples.writeClasses(["L1": 23, "L2": 12, "S3": 5], pages: 4, in: data)
    let report = try split(4)
    for (name, count) in ["L1": 23, "L2": 12, "S3": 5] {
      for plan in report.plans {
        #expect([count / 4, (count + 3) / 4].contains(plan.count(.test, of: name)))
      }
    }
    #expect(report.small.isEmpty)
  }

  @Test(arguments: [SplitPlan.Grouping.none, .byPage]) func sameSeedSameFolds(
    grouping: SplitPlan.Grouping
  ) throws {
    try DataSamples.writeClasses(["L1": 60, "L2": 60], pages: 12, in: data)
    let plans = try [3, 3, 4].map { try split(3, grouping, seed: $0).plans }
    #expect(plans[0] == plans[1])
    #expect(plans[0] != plans[2])
  }

  @Test func tooManyFoldsAreRefused() throws {
    try DataSamples.writeClasses(["L1": 20, "L2": 8], pages: 4, in: data)
    let pages = try DataSamples.dataError { try split(5, .byPage) }
    #expect(pages == .tooManyFolds(5, found: 4, what: "pages"))
    #expect(pages?.exitCode == 65)
    #expect(pages?.message.contains("--folds 4 or less") == true)
    let pictures = try DataSamples.dataError { try split(29) }
    #expect(pictures == .tooManyFolds(29, found: 28, what: "pictures"))
    #expect(!FileManager.default.fileExists(atPath: output))
    // As many as there are is fine: one picture a test set.
    #expect(try split(28).plans.allSatisfy { $0.files[.test]?.values.joined().count == 1 })
  }

  @Test func onePageCannotBeSplit() throws {
    try DataSamples.writeClasses(["L1": 20], pages: 1, in: data)
    let error = try DataSamples.dataError { try split(3, .byPage) }
    #expect(error?.message.contains("add data") == true)
  }

  @Test func smallClassesAreReported() throws {
    try DataSamples.writeClasses(["L1": 20, "S6": 2], pages: 4, in: data)
    let report = try split(3)
    #expect(report.small.map(\.name) == ["S6"])
  }

  /// Folds are replaced by as many new ones; folds of a split into more would stay and mislead.
  @Test func oldFoldsAreReplacedOrRefused() throws {
    try DataSamples.writeClasses(["L1": 20], pages: 5, in: data)
    try split(3, seed: 1)
    try split(4, seed: 2)
    #expect(DataSamples.files(below: output).count == 80)
    let error = try DataSamples.dataError { try split(3) }
    #expect(error?.exitCode == 73)
    #expect(error?.message.contains("fold-4") == true)
    #expect(DataSamples.files(below: output).count == 80)
  }

  @Test func foldsInPlaceAreNoClasses() throws {
    try DataSamples.writeClasses(["L1": 20], pages: 5, in: data)
    try split(3, output: data)
    try split(3, output: data)
    #expect(DataSamples.files(below: data).count == 20 + 60)
  }
}
