public import CustosDataSet
public import CustosModelFile
import CustosPlatform
import CustosSupport
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

  /// The same for the model file; `store` holds the pictures that were compared.
  public func provenance(of store: PatchStore) -> [ProvenanceEntry] {
    func share(_ value: Double) -> String { String(format: "%.5f", value) }
    return [
      ProvenanceEntry(key: "test_patches", value: "\(store.count)"),
      ProvenanceEntry(key: "test_data_crc32", value: CRC32.text(of: store.digest)),
      ProvenanceEntry(key: "float_accuracy", value: share(floatAccuracy)),
      ProvenanceEntry(key: "int8_accuracy", value: share(int8Accuracy)),
      ProvenanceEntry(key: "label_agreement", value: share(agreement)),
      ProvenanceEntry(key: "logit_signal_to_noise", value: logits.text),
    ]
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
