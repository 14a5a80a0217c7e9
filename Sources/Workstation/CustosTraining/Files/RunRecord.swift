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
  private var continuations: [Continuation] = []

  private struct Continuation: Codable, Equatable {
    var time: String
    var arguments: [String]
  }

  /// Describes a run that starts now.
  public init(options: TrainingOptions, data: TrainingData, dataFolder: String) {
    started = UTCTime.now
    arguments = CurrentProcess.arguments
    self.options = options
    self.dataFolder = dataFolder
    labels = data.labels
    let stores = ["training": data.training, "validation": data.validation, "test": data.test]
    imageCounts = stores.mapValues(\.count)
    dataDigests = stores.mapValues { "crc32:" + CRC32.text(of: $0.digest) }
    classCounts = Dictionary(
      uniqueKeysWithValues: zip(data.labels, data.training.list.counts))
    versions = ["custos": CustosVersion.current, "openblas": NumericsVersion.openBLAS]
  }

  /// Adds the command that continues the run to the `run.json` of its folder.
  ///
  /// - Throws: `TrainingError.platform`, `.badFile`.
  public static func appendContinuation(in folder: String) throws {
    let path = Path.join(folder, file)
    let bytes: [UInt8]
    do { bytes = try FileSystem.read(path) } catch { throw TrainingError.platform(error) }
    guard var record = try? JSONDecoder().decode(RunRecord.self, from: Data(bytes)) else {
      throw TrainingError.badFile(
        path: path, reason: "it is no record of a run by this version; start a new run.")
    }
    record.continuations.append(
      Continuation(time: UTCTime.now, arguments: CurrentProcess.arguments))
    try record.write(to: folder)
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
