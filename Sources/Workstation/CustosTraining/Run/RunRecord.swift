public import CustosDataSet
import CustosNetwork
import CustosPlatform
import CustosSupport
import Foundation

/// What a run was started with, written beside its results as `run.json`.
public struct RunRecord: Codable, Equatable, Sendable {
  /// Name of the file.
  public static let file = "run.json"

  private var schema = "custos.run/1"
  package private(set) var started: String
  package private(set) var arguments: [String]
  package private(set) var options: TrainingOptions
  package private(set) var dataFolder: String
  package private(set) var labels: [String]
  package private(set) var imageCounts: [String: Int]
  package private(set) var classCounts: [String: Int]
  package private(set) var dataDigests: [String: String]
  package private(set) var versions: [String: String]
  package private(set) var processor: String?
  /// The weights that the run began with; nil where all were drawn.
  package var weights: Weights?
  /// The pages of a page network's run; nil of a classifier's.
  package var pages: Pages?
  package private(set) var continuations: [Continuation] = []
  package private(set) var outcome: Outcome?
  /// What a page network's run came to; nil of a classifier's, and before the end.
  package var pageOutcome: PageOutcome?

  /// A command that continued the run.
  package struct Continuation: Codable, Equatable, Sendable {
    package var time: String
    package var arguments: [String]
  }

  /// What a finished run came to.
  public struct Outcome: Codable, Equatable, Sendable {
    /// When it was finished, RFC 3339 in UTC.
    public var finished: String
    /// The epoch whose weights were kept.
    public var bestEpoch: Int
    /// Share of validation pictures that these weights label correctly, 0...1.
    public var bestValidationAccuracy: Double
    /// Mean loss over the test pictures, L2 penalty included.
    public var testLoss: Double
    /// Share of test pictures labelled correctly, 0...1.
    public var testAccuracy: Double
    /// Time of the whole run, interruptions left out.
    public var runSeconds: Double

    /// Describes the end of a run that is finished now.
    public init(
      bestEpoch: Int, bestValidationAccuracy: Double, testLoss: Double, testAccuracy: Double,
      runSeconds: Double
    ) {
      finished = UTCTime.now
      self.bestEpoch = bestEpoch
      self.bestValidationAccuracy = bestValidationAccuracy
      self.testLoss = testLoss
      self.testAccuracy = testAccuracy
      self.runSeconds = runSeconds
    }
  }

  /// Describes a run that starts now.
  public init(options: TrainingOptions, data: TrainingData, dataFolder: String) {
    let stores = ["training": data.training, "validation": data.validation, "test": data.test]
    self.init(
      options: options, dataFolder: dataFolder, labels: data.labels,
      imageCounts: stores.mapValues(\.count),
      classCounts: Dictionary(uniqueKeysWithValues: zip(data.labels, data.training.list.counts)),
      dataDigests: stores.mapValues { Self.digest(CRC32.text(of: $0.digest)) })
  }

  /// Describes a run of any task that starts now.
  init(
    options: TrainingOptions, dataFolder: String, labels: [String], imageCounts: [String: Int],
    classCounts: [String: Int], dataDigests: [String: String]
  ) {
    started = UTCTime.now
    arguments = CurrentProcess.arguments
    self.options = options
    self.dataFolder = dataFolder
    self.labels = labels
    self.imageCounts = imageCounts
    self.classCounts = classCounts
    self.dataDigests = dataDigests
    versions = ["custos": CustosVersion.current, "openblas": NumericsVersion.openBLAS]
    processor = ProcessorFacts().name
  }

  /// A checksum, eight hexadecimal digits, with the name of its rule.
  static func digest(_ crc: String) -> String { "crc32:" + crc }

  /// Reads the `run.json` of a folder.
  ///
  /// - Throws: `FileError.platform`, `.damaged`.
  public init(readingFrom folder: String) throws {
    let path = Path.join(folder, Self.file)
    let bytes: [UInt8]
    do { bytes = try FileSystem.read(path) } catch { throw FileError.platform(error) }
    guard let record = try? JSONDecoder().decode(RunRecord.self, from: Data(bytes)) else {
      throw FileError.damaged(
        path: path, reason: "it is no record of a run by this version; start a new run.")
    }
    self = record
  }

  /// Adds the command that continues the run, which is no longer finished then, and its options to the
  /// `run.json` of its folder.
  ///
  /// - Parameter pages: where the pages of a page network's run are; nil leaves what is noted.
  /// - Throws: `FileError.platform`, `.damaged`.
  package static func appendContinuation(
    in folder: String, options: TrainingOptions, dataFolder: String, pages: Pages? = nil
  ) throws {
    var record = try RunRecord(readingFrom: folder)
    record.options = options
    record.dataFolder = dataFolder
    record.pages = pages ?? record.pages
    record.continuations.append(
      Continuation(time: UTCTime.now, arguments: CurrentProcess.arguments))
    record.outcome = nil
    record.pageOutcome = nil
    try record.write(to: folder)
  }

  /// Notes in the `run.json` of a folder what its run came to, and gives the whole record.
  ///
  /// - Throws: `FileError.platform`, `.damaged`.
  public static func finish(in folder: String, outcome: Outcome) throws -> RunRecord {
    var record = try RunRecord(readingFrom: folder)
    record.outcome = outcome
    try record.write(to: folder)
    return record
  }

  /// Writes `run.json` into a folder.
  ///
  /// - Throws: `FileError.platform`.
  public func write(to folder: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    do {
      try FileSystem.write(text, to: Path.join(folder, Self.file), replacing: true)
    } catch {
      throw FileError.platform(error)
    }
  }
}
