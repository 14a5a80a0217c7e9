public import CustosImage
public import CustosTraining

/// The curves of a run as pictures: training dashed, validation solid.
public enum HistoryPlot {
  /// Draws loss on the left and the scores on the right, 1640 x 640 pixels.
  ///
  /// - Parameters:
  ///   - history: the epochs in order; may be empty.
  ///   - title: what was trained, such as `vgg4`.
  ///   - names: of the scores.
  public static func picture(
    of history: [EpochRecord], title: String, names: ScoreNames = .accuracy
  ) -> PixelBuffer {
    var picture = PixelBuffer(width: 1640, height: 640)
    let curves = [("loss", lossCurves(history)), (names.title, scoreCurves(history, names))]
    for (place, (name, curves)) in curves.enumerated() {
      CurvePlot(
        title: "\(title): \(name)", epochs: history.map(\.epoch), curves: curves,
        left: place * 820, top: 0, width: 820, height: 640
      ).draw(on: &picture)
    }
    return picture
  }

  /// Draws loss, scores and learning rate, a picture of 560 x 420 pixels each, which can be read on
  /// a phone.
  static func panels(
    of history: [EpochRecord], names: ScoreNames
  ) -> [(title: String, picture: PixelBuffer)] {
    let rate = CurvePlot.Curve(
      name: "learning rate", values: history.map(\.learningRate), color: .green, isDashed: false)
    let curves = [
      ("loss", lossCurves(history)), (names.title, scoreCurves(history, names)),
      ("learning rate", [rate]),
    ]
    return curves.map { title, curves in
      var picture = PixelBuffer(width: 560, height: 420)
      CurvePlot(
        title: title, epochs: history.map(\.epoch), curves: curves, left: 0, top: 0,
        width: picture.width, height: picture.height
      ).draw(on: &picture)
      return (title, picture)
    }
  }

  private static func lossCurves(_ history: [EpochRecord]) -> [CurvePlot.Curve] {
    curves(history.map(\.trainingLoss), history.map(\.validationLoss))
  }

  private static func scoreCurves(
    _ history: [EpochRecord], _ names: ScoreNames
  ) -> [CurvePlot.Curve] {
    curves(
      history.map(\.trainingAccuracy), history.map(\.validationAccuracy),
      names: [names.trainingCurve, names.validationCurve])
  }

  private static func curves(
    _ training: [Double], _ validation: [Double], names: [String] = ["training", "validation"]
  ) -> [CurvePlot.Curve] {
    [
      .init(name: names[0], values: training, color: .orange, isDashed: true),
      .init(name: names[1], values: validation, color: .blue, isDashed: false),
    ]
  }
}
