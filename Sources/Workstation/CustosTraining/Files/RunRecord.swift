import CustosNetwork
import CustosPlatform
import Foundation

/// What a run was started with, written beside its results as `run.json`.
public struct RunRecord: Codable, Equatable, Sendable {
  /// Name of the file.
  public static let file = "run.json"

  private var schema = "custos.run/1"
  private var started: String
  private var arguments: [String]
  private var options: TrainingOptions
  private var dataFolder: String
  private var labels: [String]
  private var imageCounts: [String: Int]
  private var classCounts: [String: Int]
  private var dataDigests: [String: String]
  private var versions: [String: String]

  /// Describes a run that starts now.
  public init(options: TrainingOptions, data: TrainingData, dataFolder: String) {
    started = UTCTime.now
    arguments = CurrentProcess.arguments
    self.options = options
    self.dataFolder = dataFolder
    labels = data.labels
    let stores = ["training": data.training, "validation": data.validation, "test": data.test]
    imageCounts = stores.mapValues(\.count)
    dataDigests = stores.mapValues { "crc32:" + String(format: "%08x", $0.digest) }
    classCounts = Dictionary(
      uniqueKeysWithValues: zip(data.labels, data.training.list.counts))
    versions = ["openblas": NumericsVersion.openBLAS]
  }

  /// Writes `run.json` into a folder.
  ///
  /// - Throws: `TrainingError.platform`.
  public func write(to folder: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    do {
      try FileSystem.write(text, to: Path.join(folder, Self.file), replacing: true)
    } catch {
      throw TrainingError.platform(error)
    }
  }
}
