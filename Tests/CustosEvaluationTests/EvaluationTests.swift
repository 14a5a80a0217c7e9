import CustosImage
import CustosPlatform
import CustosTestData
import Foundation
import Testing

@testable import CustosDataSet
@testable import CustosEvaluation

/// The test set of `TinyDataSet` has the pictures 0 and 1 of L1, L2 and S1.
@Suite struct EvaluationTests {
  private func evaluation() throws -> Evaluation { try evaluation(TinyDataSet().load()) }

  private func evaluation(_ data: TrainingData) throws -> Evaluation {
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
    #expect(text.contains("true \\ read L1 S1 L2\n         L1  1  .  1\n"))
    #expect(text.contains("  exact              4   66.67 %\n  one step off       1   16.67 %\n"))
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
    let confusion = try #require(totals["confusion"] as? [String: Any])
    #expect(confusion["labels"] as? [String] == ["L1", "S1", "L2"])
    #expect(confusion["counts"] as? [[Int]] == [[1, 0, 1], [0, 1, 1], [0, 0, 2]])
    let steps = try #require(totals["staff_steps"] as? [String: Double])
    #expect(
      steps == [
        "images": 6, "exact": 4, "one_step": 1, "further": 1, "elsewhere": 0, "mean_steps": 0.5,
      ])
    #expect(classes["L2"]?["recall"] == 1 && classes["L2"]?["precision"] == 0.5)
  }

  /// The losses are log 2, log 4, log 2, log 2, the highest, log 4/3; equal ones keep their order.
  @Test func theWorstPatchesComeFirst() throws {
    let tiny = try TinyDataSet()
    let data = try tiny.load()
    let evaluation = try evaluation(data)
    let worst = try evaluation.worst(5, in: data.test)
    #expect(worst.map(\.file) == ["S1/0.png", "L1/1.png", "L1/0.png", "L2/0.png", "L2/1.png"])
    #expect(worst.map(\.isRight) == [false, false, true, true, true])
    #expect(worst[0].expected == "S1" && worst[0].read == "L2")
    #expect(worst[0].probability == 1 && worst[0].expectedProbability == 0)
    #expect(try worst[0].picture.pixels == data.test.pixels(4))
    #expect(try evaluation.worst(100, in: data.test).count == 6)
  }
}
