import CustosDataSet
import CustosPlatform
import CustosSupport
import Foundation

/// An evaluation as JSON lines: `custos.prediction/1` for each picture, `custos.evaluation/1` at
/// the end.
public struct EvaluationLines {
  /// All lines, each ending with a line break.
  public let text: String
  /// Number of lines, the `seq` of what may follow.
  public let count: Int

  private struct Line: Encodable {
    let schema = "custos.prediction/1"
    let time: String
    let seq: Int
    let file: String
    let expected: String
    let label: String
    let index: Int
    let probability: Float
  }

  private struct Figures: Encodable {
    let precision: Double
    let recall: Double
    let f1: Double
    let support: Int

    init(_ row: ClassificationReport.Row) {
      (precision, recall, f1, support) = (row.precision, row.recall, row.f1, row.support)
    }
  }

  private struct Confusion: Encodable {
    let labels: [String]
    let counts: [[Int]]

    init(_ matrix: ConfusionMatrix) { (labels, counts) = (matrix.labels, matrix.counts) }
  }

  private struct StaffSteps: Encodable {
    let images: Int
    let exact: Int
    let oneStep: Int
    let further: Int
    let elsewhere: Int
    let meanSteps: Double?

    init(_ errors: StaffStepErrors) {
      (images, exact, oneStep) = (errors.imageCount, errors.exact, errors.oneStep)
      (further, elsewhere, meanSteps) = (errors.further, errors.elsewhere, errors.meanSteps)
    }
  }

  private struct Totals: Encodable {
    let schema = "custos.evaluation/1"
    let time: String
    let seq: Int
    let model: ModelReference
    let images: Int
    let loss: Double
    let accuracy: Double
    let seconds: Double
    let classes: [String: Figures]
    let micro: Figures
    let macro: Figures
    let weighted: Figures
    let confusion: Confusion
    let staffSteps: StaffSteps?
  }

  /// Writes an evaluation out; `model` names the file that was tested.
  public init(_ evaluation: Evaluation, model: ModelReference) throws {
    let encoder = JSONLineEncoder()
    let time = UTCTime.now
    var lines: [String] = []
    func append(_ value: some Encodable) throws {
      lines.append(try encoder.line(value))
    }
    let labels = evaluation.list.labels
    for (place, item) in evaluation.list.items.enumerated() {
      let prediction = evaluation.predictions[place]
      try append(
        Line(
          time: time, seq: place, file: item.relativePath, expected: labels[item.label],
          label: labels[prediction.label], index: prediction.label,
          probability: prediction.probabilities[prediction.label]))
    }
    let report = evaluation.report
    let classes = report.classes.map { ($0.name, Figures($0)) }
    try append(
      Totals(
        time: time, seq: lines.count, model: model, images: evaluation.list.items.count,
        loss: evaluation.crossEntropy, accuracy: report.accuracy, seconds: evaluation.seconds,
        classes: Dictionary(uniqueKeysWithValues: classes), micro: Figures(report.micro),
        macro: Figures(report.macro), weighted: Figures(report.weighted),
        confusion: Confusion(evaluation.confusion),
        staffSteps: evaluation.staffSteps.map(StaffSteps.init)))
    count = lines.count
    text = lines.joined(separator: "\n") + "\n"
  }
}
