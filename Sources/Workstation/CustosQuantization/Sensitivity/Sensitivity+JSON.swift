import CustosPlatform
import CustosSupport

/// The costs as JSON lines.
extension Sensitivity {
  private struct Cost: Encodable {
    let logitDecibels: Double?
    let changedLabels: Int
    let accuracy: Double
    let probabilityChange: Double

    init(_ cost: LayerCost, count: Int) {
      logitDecibels = cost.logits.decibels
      changedLabels = cost.changedLabels
      accuracy = count > 0 ? Double(cost.correct) / Double(count) : 0
      probabilityChange = cost.meanProbabilityChange
    }
  }

  private struct Line<Model: Encodable>: Encodable {
    let schema = "custos.sensitivity/1"
    let time: String
    let seq: Int
    let model: Model
    let float: Model
    let images: Int
    let floatAccuracy: Double
    let layer: String?
    let operation: String?
    let alone: Cost?
    let allBut: Cost?
    let all: Cost?
    let weights: Cost?
    let activations: Cost?
  }

  /// One `custos.sensitivity/1` for all layers together, which has no `layer`, and one for each layer;
  /// each line ends with a line break.
  ///
  /// - Parameters:
  ///   - model: the quantised model's file.
  ///   - float: the file of the float weights.
  ///   - seq: the number of the first line.
  public func jsonLines<Model: Encodable>(model: Model, float: Model, seq: Int) throws -> String {
    let encoder = JSONLineEncoder()
    let time = UTCTime.now
    func cost(_ cost: LayerCost?) -> Cost? { cost.map { Cost($0, count: pictureCount) } }
    func line(_ place: Int, _ row: Row?) throws -> String {
      try encoder.line(
        Line(
          time: time, seq: seq + place, model: model, float: float, images: pictureCount,
          floatAccuracy: pictureCount > 0 ? Double(floatCorrect) / Double(pictureCount) : 0,
          layer: row?.layer, operation: row?.operation, alone: cost(row?.alone),
          allBut: cost(row?.allBut), all: row == nil ? cost(all) : nil,
          weights: cost(row == nil ? allWeights : row?.weights),
          activations: cost(row == nil ? allActivations : row?.activations))) + "\n"
    }
    return try line(0, nil) + rows.enumerated().map { try line($0 + 1, $1) }.joined()
  }
}
