import CustosNetwork
import CustosPlatform
import CustosSupport
import CustosWeights
import Foundation

/// Where a run stands: all that resuming needs beside the weights and running values.
///
/// The order of an epoch's pictures and what augmentation does to each depend on seed, epoch and place
/// alone, so there is no generator to keep: `epoch` and `batch` say where all of them stand.
struct TrainingState: Codable, Equatable {
  var options: TrainingOptions
  var labels: [String]
  /// Checksums of the training and validation pictures: a run is resumed on the same ones only.
  var trainingDigest: UInt32
  var validationDigest: UInt32
  /// Checksum of the network that teaches; nil where there is none.
  var teacherDigest: UInt32?
  var dataFolder: String
  /// The learning rate of every step.
  var rates: RateSchedule
  var schedule: EpochRule
  var history: [EpochRecord] = []
  /// The epoch under way, from 1.
  var epoch = 1
  /// Batches of it that are done.
  var batch = 0
  /// Sums over its batches.
  var lossSum = 0.0
  /// Scores of its samples; of a classification the number of pictures that were labelled correctly.
  var correctCount = 0.0
  var imageCount = 0
  /// Time spent on it.
  var epochSeconds = 0.0
  /// Time of it spent waiting for pictures.
  var stalledSeconds = 0.0
  /// Time of the whole run.
  var runSeconds = 0.0
  var stepCount = 0
  /// Whether the schedule has ended the run before its last epoch.
  var isFinished = false

  /// The samples that the run is trained on.
  var identity: TaskIdentity {
    TaskIdentity(
      labels: labels, trainingDigest: trainingDigest, validationDigest: validationDigest,
      teacherDigest: teacherDigest)
  }

  private static let key = "state"
  private static let family = "custos.state/"
  private static let format = family + "2"

  /// Writes state, weights, running values, averaged weights and what rounding has lost into one file, whole or
  /// not at all.
  func write(
    to path: String, parameters: Parameters, optimizer: Optimizer, _ errors: FloatBuffer?
  ) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var writer = SafeTensorsWriter(metadata: [
      "format": Self.format,
      Self.key: String(decoding: try encoder.encode(self), as: UTF8.self),
    ])
    writer.add(parameters)
    for (index, slot) in optimizer.slots.enumerated() {
      writer.add(
        Self.slotName(index), shape: [slot.count], UnsafeBufferPointer(slot.elements))
    }
    if let average = optimizer.average { writer.add(average, prefix: Self.averagePrefix) }
    if let errors {
      let count = parameters.trainableCount
      for row in 0..<errors.count / count {
        writer.add(
          Self.errorsName(row), shape: [count],
          UnsafeBufferPointer(rebasing: errors.elements[row * count..<(row + 1) * count]))
      }
    }
    try withExtendedLifetime((parameters, optimizer, errors)) {
      try writer.write(to: path, replacing: true)
    }
  }

  /// Reads a state; its weights are left in the file.
  static func read(from path: String) throws -> (state: TrainingState, file: SafeTensorsFile) {
    let file = try SafeTensorsFile(path)
    func bad(_ reason: String) -> FileError { .damaged(path: path, reason: reason) }
    guard let found = file.metadata["format"], found.hasPrefix(family) else {
      throw bad("it holds no training state; resume from another folder.")
    }
    guard found == format else {
      throw bad(
        "its format is \(found), but this version of custos reads \(format); continue with the "
          + "version that wrote it, or start a new run.")
    }
    let text = Data((file.metadata[key] ?? "").utf8)
    guard let state = try? JSONDecoder().decode(TrainingState.self, from: text) else {
      throw bad("its training state is damaged or incomplete; start a new run.")
    }
    if let wrong = state.firstImpossible {
      throw bad("its training state is damaged: \(wrong) cannot be; start a new run.")
    }
    return (state, file)
  }

  /// Puts weights, running values, averaged weights and what rounding has lost back.
  func restore(
    _ file: SafeTensorsFile, path: String, parameters: Parameters, optimizer: Optimizer,
    _ network: Network
  ) throws {
    func copy(_ name: String, to target: UnsafeMutableBufferPointer<Float>) throws {
      do { try file.copyFinite(name, to: target) } catch {
        throw FileError.damaged(
          path: path,
          reason:
            "tensor '\(name)' is missing, of the wrong size or holds no finite numbers; start a new "
            + "run.")
      }
    }
    for (parameter, elements) in parameters.tensors { try copy(parameter.name, to: elements) }
    for (index, slot) in optimizer.slots.enumerated() {
      try copy(Self.slotName(index), to: slot.elements)
    }
    for (parameter, elements) in optimizer.average?.tensors ?? [] {
      try copy(Self.averagePrefix + parameter.name, to: elements)
    }
    try network.restoreRoundingErrors { try copy(Self.errorsName($0), to: $1) }
    optimizer.stepCount = stepCount
  }

  private static let averagePrefix = "average/"
  private static func errorsName(_ row: Int) -> String { "rounding/\(row)" }
  private static func slotName(_ index: Int) -> String { "optimizer/\(index)" }
}
