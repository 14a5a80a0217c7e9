public import CustosModelFile
import CustosPlatform
import Foundation

extension ConfidenceFit {
  /// Lines for people.
  public var text: String {
    let temperature =
      confidence.temperature.map { "Temperature:     " + String(format: "%.4f", $0) }
      ?? "Temperature:     none, since \(count) patches do not determine one"
    let change = String(
      format: "expected calibration error %.5f -> %.5f, cross-entropy %.5f -> %.5f",
      before.calibrationError, after.calibrationError, before.crossEntropy, after.crossEntropy)
    let aim = String(format: "%.5g %%", 100 * target)
    let threshold =
      accepted.map {
        String(format: "Threshold:       %.6f accepts ", $0.threshold)
          + "\($0.accepted) of \(count) labels, \($0.right) of them right (at least \(aim))"
      } ?? "Threshold:       none, since no share of the labels is right to \(aim)"
    return temperature + " (\(change))\n" + threshold + "\n"
  }

  /// The same for the model file.
  public var provenance: [ProvenanceEntry] {
    func share(_ value: Double) -> String { String(format: "%.5f", value) }
    var entries = [
      ProvenanceEntry(key: "validation_patches", value: "\(count)"),
      ProvenanceEntry(key: "validation_data_crc32", value: CRC32.text(of: digest)),
      ProvenanceEntry(
        key: "validation_calibration_error_before", value: share(before.calibrationError)),
      ProvenanceEntry(
        key: "validation_calibration_error", value: share(after.calibrationError)),
      ProvenanceEntry(key: "threshold_target_accuracy", value: "\(target)"),
    ]
    if let accepted {
      entries += [
        ProvenanceEntry(key: "threshold_accepted_patches", value: "\(accepted.accepted)"),
        ProvenanceEntry(key: "threshold_accepted_share", value: share(accepted.coverage)),
        ProvenanceEntry(key: "threshold_accuracy", value: share(accepted.accuracy ?? 0)),
      ]
    }
    return entries
  }
}
