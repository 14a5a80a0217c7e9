import CustosPlatform
public import CustosSupport
public import CustosTraining

/// The history of a run as comma-separated values, one epoch a line.
public enum HistoryTable {
  /// The first line.
  public static func header(_ names: ScoreNames = .accuracy) -> String {
    "epoch,loss,\(names.training),val_loss,val_\(names.validation),learning_rate,seconds,"
      + "stalled_seconds,images_per_second"
  }

  /// The whole table; numbers are written so that they read back as the same value, the learning rate
  /// as the 32-bit number that it is, times and images per second with three decimals. What is no
  /// finite number is left empty.
  ///
  /// - Parameters:
  ///   - imageCount: training pictures of an epoch.
  ///   - names: of the scores.
  public static func text(
    of history: [EpochRecord], imageCount: Int, names: ScoreNames = .accuracy
  ) -> String {
    let lines = history.map { record in
      let values = [
        record.trainingLoss, record.trainingAccuracy, record.validationLoss,
        record.validationAccuracy,
      ]
      let rate = NumberText.shortest(Float(record.learningRate))
      let times = [
        record.seconds, record.stalledSeconds, record.imagesPerSecond(imageCount: imageCount),
      ]
      return
        ([String(record.epoch)] + values.map { number($0) { NumberText.shortest($0) } }
        + [record.learningRate.isFinite ? rate : ""]
        + times.map { number($0) { NumberText.fixed($0, decimals: 3) } }).joined(separator: ",")
    }
    return ([header(names)] + lines).joined(separator: "\n") + "\n"
  }

  /// Reads the table of a run's folder, whatever its scores are called; a folder without one has no epochs.
  ///
  /// - Throws: `FileError.platform`, or `.damaged` for a table of another form.
  public static func read(from folder: String) throws(FileError) -> [EpochRecord] {
    let path = Path.join(folder, RunFolder.tableFile)
    guard FileSystem.kind(of: path) == .file else { return [] }
    let bytes: [UInt8]
    do { bytes = try FileSystem.read(path) } catch { throw .platform(error) }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    let records = lines.dropFirst().map(record)
    let headers = [header(.accuracy), header(.pages)]
    guard let first = lines.first, headers.contains(first), !records.contains(nil) else {
      throw .damaged(
        path: path, reason: "it is no table of epochs by this version; remove it or train again.")
    }
    return records.compactMap(\.self)
  }

  private static func record(_ line: String) -> EpochRecord? {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let values = fields.compactMap { $0.isEmpty ? Double.nan : NumberText.double($0) }
    guard values.count == 9, fields.count == 9, let epoch = Int(fields[0]) else { return nil }
    return EpochRecord(
      epoch: epoch, trainingLoss: values[1], trainingAccuracy: values[2],
      validationLoss: values[3], validationAccuracy: values[4], learningRate: values[5],
      seconds: values[6], stalledSeconds: values[7])
  }

  private static func number(_ value: Double, _ text: (Double) -> String) -> String {
    value.isFinite ? text(value) : ""
  }
}

extension EpochRecord {
  /// Training pictures in a second of the epoch, whose time holds the validation as well.
  func imagesPerSecond(imageCount: Int) -> Double { Double(imageCount) / seconds }
}
