import CustosPlatform
import CustosTestData
import CustosTestSupport
import Foundation
import Testing

@testable import CustosDataSet
@testable import CustosEvaluation
@testable import CustosLoading

/// Says L1 as long as the mean of the pixels is above a limit.
private struct MeanClassifier: PatchClassifier {
  let labels = TinyDataSet.labels
  let width = 8
  let height = 16
  let limit: Double

  func classify(_ store: PatchStore, progress: (Int) -> Void) throws -> [Prediction] {
    let predictions = try (0..<store.count).map { index in
      let pixels = try store.pixels(index)
      let mean = Double(pixels.reduce(0) { $0 + Int($1) }) / Double(pixels.count)
      return Prediction(probabilities: mean > limit ? [1, 0, 0] : [0, 1, 0])
    }
    progress(store.count)
    return predictions
  }
}

@Suite struct RobustnessTests {
  private let store: PatchStore

  init() throws {
    let tiny = try TinyDataSet()
    let list = try PatchList(folder: tiny.folder.file("training"), purpose: "test")
    store = try PatchStore(list, width: 8, height: 16, pool: ThreadPool(threadCount: 1))
  }

  @Test func darkPicturesAreMistaken() throws {
    var progress: [Int] = []
    let robustness = try Robustness(MeanClassifier(limit: 160), store) { progress.append($0) }
    #expect(progress.last == 15 * Robustness.passCount)
    #expect(robustness.accuracy == 1 / 3.0)
    #expect(robustness.rows.count == Robustness.passCount - 1)
    // The pictures' mean is about 190: at 0.6 of the light all are taken for L2, at 1.25 for L1.
    let light = robustness.rows.filter { $0.disturbance == .brightness }
    #expect(light.map(\.level) == [0.4, 0.6, 0.8, 1.25, 1.5])
    #expect(robustness.rows.allSatisfy { $0.accuracy == 1 / 3.0 })
    let again = try Robustness(MeanClassifier(limit: 160), store)
    #expect(again.rows == robustness.rows)
  }

  /// Every disturbance changes every picture, more so at its strongest level than at its weakest; of the
  /// levels of black and white none is stronger than the others.
  @Test(arguments: Disturbance.allCases) func levelsGrow(_ disturbance: Disturbance) throws {
    let room = Darkroom(height: 16, width: 8)
    let levels = disturbance == .brightness ? [0.8, 0.6, 0.4] : disturbance.levels
    for place in 0..<4 {
      let pixels = try store.pixels(place)
      let changes = try levels.map { level in
        let shot = disturbance.shot(level: level, place: place)
        return try zip(pixels, shot.take(pixels, with: room)).reduce(0) {
          $0 + abs(Int($1.0) - Int($1.1))
        }
      }
      #expect(changes.allSatisfy { $0 > 0 }, "\(changes)")
      guard disturbance != .threshold else { continue }
      #expect(changes[0] < changes[changes.count - 1], "\(changes)")
    }
  }

  @Test func reportsNameEveryLevel() throws {
    let robustness = try Robustness(MeanClassifier(limit: 160), store)
    let table = robustness.text.split(separator: "\n")
    #expect(table[0] == "Robustness (15 pictures):")
    #expect(table.contains { $0.hasPrefix("  jpeg, quality") })
    #expect(table.count == 3 + Disturbance.allCases.count + robustness.rows.count)
    let folder = try TemporaryFolder()
    try FileSystem.write("model", to: folder.file("m.custos"), replacing: false)
    let lines = try robustness.jsonLines(
      model: ModelReference(ofFile: folder.file("m.custos")), seq: 7
    ).split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(lines.map { $0["seq"] as? Int } == Array(7..<7 + Robustness.passCount))
    #expect(lines.allSatisfy { $0["schema"] as? String == "custos.robustness/1" })
    #expect(lines[0]["disturbance"] as? String == "none")
    #expect(lines.last?["level"] as? Int == 10 && lines.last?["unit"] as? String == "quality")
  }
}
