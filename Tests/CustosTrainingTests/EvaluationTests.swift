import CustosPlatform
import CustosTraining
import Foundation
import Testing

/// Says what it was told to, whatever the pictures show.
private struct FixedClassifier: PatchClassifier {
  let labels = TinyDataSet.labels
  let width = 8
  let height = 16
  let probabilities: [[Float]]

  func classify(_ store: PatchStore, progress: (Int) -> Void) -> [Prediction] {
    progress(store.count)
    return probabilities.map(Prediction.init)
  }
}

/// The test set of `TinyDataSet` has the pictures 0 and 1 of L1, L2 and S1.
@Suite struct EvaluationTests {
  private func evaluation() throws -> Evaluation {
    let tiny = try TinyDataSet()
    let pool = try ThreadPool(threadCount: 1)
    let data = try TrainingData(folder: tiny.folder.path, width: 8, height: 16, pool: pool)
    let classifier = FixedClassifier(probabilities: [
      [0.5, 0.25, 0.25], [0.25, 0.5, 0.25],  // L1: right, wrong
      [0.25, 0.5, 0.25], [0.25, 0.5, 0.25],  // L2: right, right
      [0, 1, 0], [0.125, 0.125, 0.75],  // S1: wrong without doubt, right
    ])
    return try Evaluation(classifier, data.test)
  }

  @Test func theReportNamesMistakesAndFigures() throws {
    let text = try evaluation().text()
    #expect(text.contains("Misclassified files (2 of 6):"))
    #expect(text.contains("  L1/1.png is predicted as L2 (0.500)\n"))
    #expect(text.contains("  S1/0.png is predicted as L2 (1.000)\n"))
    #expect(text.contains("Accuracy: 0.66667\nError:    0.33333\n"))
  }

  /// -log of 1/2, 1/4, 1/2, 1/2, the smallest normal number, 3/4.
  @Test func theLossIsTheCrossEntropy() throws {
    let evaluation = try evaluation()
    let smallest = Double(Float.leastNormalMagnitude)
    let expected = -[0.5, 0.25, 0.5, 0.5, smallest, 0.75].map { log($0) }.reduce(0, +) / 6
    #expect(abs(evaluation.crossEntropy - expected) < 1e-12)
    let figure = { (value: Double) in String(format: "%.5f", value) }
    #expect(evaluation.text().contains("Loss:     \(figure(expected)) (cross-entropy)\n"))
    #expect(
      evaluation.text(penalty: 0.5).contains(
        "Loss:     \(figure(expected + 0.5)) (cross-entropy \(figure(expected)), L2 penalty 0.50000)"
      ))
  }

  @Test func linesHoldEveryPictureAndTheTotals() throws {
    let lines = try EvaluationLines(
      evaluation(), model: ModelReference(name: "m.custos", crc: "01234567")
    ).text
      .split(separator: "\n").map { line in
        try #require(
          try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      }
    #expect(lines.map { $0["seq"] as? Int } == Array(0...6))
    #expect(lines[4]["label"] as? String == "L2" && lines[4]["expected"] as? String == "S1")
    let totals = lines[6]
    #expect(totals["schema"] as? String == "custos.evaluation/1")
    #expect(totals["images"] as? Int == 6)
    let classes = try #require(totals["classes"] as? [String: [String: Double]])
    #expect(classes["L2"]?["recall"] == 1 && classes["L2"]?["precision"] == 0.5)
  }
}
