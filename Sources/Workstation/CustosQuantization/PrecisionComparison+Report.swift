import CustosPlatform
import CustosTraining
import Foundation

extension PrecisionComparison {
  /// Lines behind the report of an evaluation.
  public var text: String {
    let lines = [
      "Float accuracy:  " + String(format: "%.5f", floatAccuracy),
      "Int8 accuracy:   " + String(format: "%.5f", int8Accuracy),
      "Label agreement: " + String(format: "%.5f", agreement) + " (\(agreeing) of \(count))",
      "Logits:          signal-to-noise ratio \(logits.text)",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private struct Line: Encodable {
    let schema = "custos.comparison/1"
    let time = UTCTime.now
    let seq: Int
    let model: ModelReference
    let float: ModelReference
    let images: Int
    let floatAccuracy: Double
    let int8Accuracy: Double
    let agreement: Double
    let logitDecibels: Double?
  }

  /// One JSON object, `custos.comparison/1`, the `seq`-th line of the output.
  public func jsonLine(model: ModelReference, float: ModelReference, seq: Int) throws -> String {
    let line = Line(
      seq: seq, model: model, float: float, images: count, floatAccuracy: floatAccuracy,
      int8Accuracy: int8Accuracy, agreement: agreement, logitDecibels: logits.decibels)
    return try JSONLineEncoder().line(line)
  }
}
