import CustosPlatform

/// The history of a run as comma-separated values, one epoch a line.
public enum HistoryTable {
  /// The first line.
  public static let header =
    "epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds"

  /// The whole table; numbers are written so that they read back as the same value, seconds with
  /// three decimals.
  public static func text(of history: [EpochRecord]) -> String {
    let lines = history.map { record in
      let values = [
        record.trainingLoss, record.trainingAccuracy, record.validationLoss,
        record.validationAccuracy, record.learningRate,
      ]
      return
        ([String(record.epoch)] + values.map(number)
        + [NumberText.fixed(record.seconds, decimals: 3)]).joined(separator: ",")
    }
    return ([header] + lines).joined(separator: "\n") + "\n"
  }

  private static func number(_ value: Double) -> String {
    value.isFinite ? NumberText.shortest(value) : ""
  }
}
