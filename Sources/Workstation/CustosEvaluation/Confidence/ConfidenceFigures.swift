public import CustosModelFile
import CustosPlatform
import CustosSupport
import Foundation

/// How well a quantised model's probabilities and threshold hold on labelled pictures.
public struct ConfidenceFigures: Equatable, Sendable {
  /// What the model holds.
  public let confidence: Confidence
  /// Pictures measured on.
  public let count: Int
  /// Expected calibration error of the model's probabilities, 0...1.
  public let calibrationError: Double
  /// What the model's threshold accepts; nil when it has none.
  public let accepted: RiskCoverage.Point?

  /// Measures on what a model of this confidence said.
  public init(_ evaluation: Evaluation, _ confidence: Confidence) {
    let readings = evaluation.readings
    self.confidence = confidence
    count = readings.count
    calibrationError = CalibrationError.expected(readings)
    accepted = confidence.threshold.map { RiskCoverage(readings).point(at: $0) }
  }

  /// Lines behind the report of an evaluation.
  public var text: String {
    let origin =
      confidence.temperature.map { "temperature " + String(format: "%.4f", $0) }
      ?? "no temperature fitted"
    let error =
      String(format: "Expected calibration error: %.5f", calibrationError) + " (\(origin))\n"
    guard let accepted, let threshold = confidence.threshold else {
      return error + "Accepted labels:  the model holds no threshold\n"
    }
    return error
      + String(format: "Accepted labels:  %.5f", accepted.coverage)
      + " (\(accepted.accepted) of \(count), those of probability "
      + String(format: "%.6f", threshold) + " and more)\n"
      + "Their accuracy:   "
      + (accepted.accuracy.map { String(format: "%.5f", $0) } ?? "none is accepted") + "\n"
  }

  private struct Line: Encodable {
    let schema = "custos.confidence/1"
    let time = UTCTime.now
    let seq: Int
    let model: ModelReference
    let images: Int
    let temperature: Double?
    let calibrationError: Double
    let threshold: Double?
    let accepted: Int?
    let acceptedShare: Double?
    let acceptedAccuracy: Double?
  }

  /// One JSON object, `custos.confidence/1`, the `seq`-th line of the output. What the model lacks, or
  /// what needs an accepted label, is left out.
  public func jsonLine(model: ModelReference, seq: Int) throws -> String {
    try JSONLineEncoder().line(
      Line(
        seq: seq, model: model, images: count, temperature: confidence.temperature,
        calibrationError: calibrationError, threshold: confidence.threshold,
        accepted: accepted?.accepted, acceptedShare: accepted?.coverage,
        acceptedAccuracy: accepted?.accuracy))
  }
}
