import CustosImage

/// The curves of a run as a picture: loss on the left, accuracy on the right; training dashed,
/// validation solid.
public enum HistoryPlot {
  /// Draws 1640 x 640 pixels.
  ///
  /// - Parameters:
  ///   - history: the epochs in order; may be empty.
  ///   - title: what was trained, such as `vgg4`.
  public static func picture(of history: [EpochRecord], title: String) -> PixelBuffer {
    var picture = PixelBuffer(width: 1640, height: 640)
    let epochs = history.map(\.epoch)
    let loss = CurvePlot(
      title: "\(title): loss", epochs: epochs,
      curves: [
        .init(
          name: "training", values: history.map(\.trainingLoss), color: .orange, isDashed: true),
        .init(
          name: "validation", values: history.map(\.validationLoss), color: .blue,
          isDashed: false),
      ], left: 0, top: 0, width: 820, height: 640)
    let accuracy = CurvePlot(
      title: "\(title): accuracy", epochs: epochs,
      curves: [
        .init(
          name: "training", values: history.map(\.trainingAccuracy), color: .orange,
          isDashed: true),
        .init(
          name: "validation", values: history.map(\.validationAccuracy), color: .blue,
          isDashed: false),
      ], left: 820, top: 0, width: 820, height: 640)
    loss.draw(on: &picture)
    accuracy.draw(on: &picture)
    return picture
  }
}
