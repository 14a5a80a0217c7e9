import CustosPlatform
import CustosSupport
import Foundation

/// Whether an int8 model is accurate enough beside its float network.
public struct DropVerdict: Equatable, Sendable {
  /// Percentage points of accuracy that int8 may lose.
  public let allowed: Double
  /// Pictures compared.
  public let count: Int
  /// Pictures that the float network labels correctly.
  public let floatCorrect: Int
  /// Pictures that the int8 model labels correctly.
  public let int8Correct: Int

  /// Judges what was counted on at least one picture.
  public init(floatCorrect: Int, int8Correct: Int, count: Int, allowed: Double) {
    self.allowed = allowed
    self.count = count
    self.floatCorrect = floatCorrect
    self.int8Correct = int8Correct
  }

  /// Judges a comparison of at least one picture.
  public init(_ comparison: PrecisionComparison, allowed: Double) {
    self.init(
      floatCorrect: comparison.floatCorrect, int8Correct: comparison.int8Correct,
      count: comparison.count, allowed: allowed)
  }

  /// Percentage points of accuracy that int8 loses; negative where it gains some.
  public var drop: Double {
    // One division of whole numbers, so that a loss of just what is allowed is allowed.
    Double(100 * (floatCorrect - int8Correct)) / Double(count)
  }

  /// Whether int8 loses no more than is allowed.
  public var passes: Bool { drop <= allowed }

  /// The loss in words, without a full stop.
  public var text: String {
    let change =
      drop < 0
      ? String(format: "int8 gains %.3f points of accuracy", -drop)
      : String(format: "int8 loses %.3f points of accuracy", drop)
    return change
      + String(
        format: " (float %.5f, int8 %.5f on ", Double(floatCorrect) / Double(count),
        Double(int8Correct) / Double(count))
      + "\(count) pictures), " + (passes ? "within" : "more than")
      + " the \(allowed) that --max-drop allows"
  }

  private struct Line: Encodable {
    let schema = "custos.verdict/1"
    let time = UTCTime.now
    let seq: Int
    let model: ModelReference
    let float: ModelReference
    let images: Int
    let dropPoints: Double
    let allowedPoints: Double
    let passed: Bool
    let costliestLayers: [String]
  }

  /// One JSON object, `custos.verdict/1`, the `seq`-th line of the output.
  ///
  /// - Parameter costliest: names of the layers that cost most, worst first; may be empty.
  public func jsonLine(
    model: ModelReference, float: ModelReference, costliest: [String], seq: Int
  ) throws -> String {
    try JSONLineEncoder().line(
      Line(
        seq: seq, model: model, float: float, images: count, dropPoints: drop,
        allowedPoints: allowed, passed: passes, costliestLayers: costliest))
  }
}
