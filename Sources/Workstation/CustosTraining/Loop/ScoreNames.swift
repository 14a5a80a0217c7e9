/// What the scores of a run are called wherever they are shown: those of its epochs' training, and those
/// on the validation samples, by which the best epoch is chosen.
public struct ScoreNames: Equatable, Sendable {
  /// The training's score, as a column of `history.csv` and behind `epoch_` as a tag of TensorBoard.
  public let training: String
  /// The validation's score, likewise; the column has `val_` in front.
  public let validation: String
  /// The training's score on the console.
  public let shortTraining: String
  /// The validation's score on the console, where `val_` stands in front.
  public let shortValidation: String
  /// Both above a diagram.
  public let title: String
  /// The training's curve in a diagram.
  public let trainingCurve: String
  /// The validation's curve in a diagram.
  public let validationCurve: String

  /// Those of a classifier: shares of pictures that are labelled correctly.
  public static let accuracy = ScoreNames(
    training: "accuracy", validation: "accuracy", shortTraining: "acc", shortValidation: "acc",
    title: "accuracy", trainingCurve: "training", validationCurve: "validation")

  /// Those of a page network: in training the share of the symbols whose centre and position are found, on
  /// the validation pages the F measure, which false ones lower as well.
  public static let pages = ScoreNames(
    training: "recall", validation: "F", shortTraining: "recall", shortValidation: "F",
    title: "recall and F", trainingCurve: "training: recall", validationCurve: "validation: F")
}

extension TrainingOptions {
  /// What the scores of the run are called.
  public var scoreNames: ScoreNames { pages == nil ? .accuracy : .pages }
}
