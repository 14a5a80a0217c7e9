import CustosNetwork
import Foundation

/// Where a run stands: all that resuming needs beside the weights and running values.
///
/// Random draws depend on seed, epoch and place alone, so there is no generator to keep.
struct TrainingState: Codable, Equatable {
  var options: TrainingOptions
  var labels: [String]
  /// Checksums of the training and validation pictures: a run is resumed on the same ones only.
  var trainingDigest: UInt32
  var validationDigest: UInt32
  var dataFolder: String
  var schedule: Schedule
  var history: [EpochRecord] = []
  /// The epoch under way, from 1.
  var epoch = 1
  /// Batches of it that are done.
  var batch = 0
  /// Sums over its batches.
  var lossSum = 0.0
  var correctCount = 0
  var imageCount = 0
  /// Time spent on it.
  var epochSeconds = 0.0
  /// Time of the whole run.
  var runSeconds = 0.0
  var stepCount = 0
  /// Whether the schedule has ended the run before its last epoch.
  var isFinished = false

  private static let key = "state"

  /// Writes state, weights and running values into one file, whole or not at all.
  func write(to path: String, parameters: Parameters, optimizer: Optimizer) throws {
    var file = SafeTensors(tensors: parameters.tensors())
    for (index, slot) in optimizer.slots.enumerated() {
      file.tensors["optimizer/\(index)"] = .init(shape: [slot.count], values: slot)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    file.metadata["format"] = "custos.state/1"
    file.metadata[Self.key] = String(decoding: try encoder.encode(self), as: UTF8.self)
    try file.write(to: path, replacing: true)
  }

  /// Reads a state.
  static func read(from path: String) throws -> (state: TrainingState, file: SafeTensors) {
    let file = try SafeTensors(readingFrom: path)
    guard file.metadata["format"] == "custos.state/1", let text = file.metadata[key] else {
      throw TrainingError.badFile(
        path: path, reason: "it holds no training state; resume from another folder.")
    }
    do {
      return (try JSONDecoder().decode(TrainingState.self, from: Data(text.utf8)), file)
    } catch {
      throw TrainingError.badFile(
        path: path, reason: "its training state is damaged or of another version of custos.")
    }
  }

  /// Puts weights and running values of a state file back.
  func restore(
    _ file: SafeTensors, path: String, parameters: Parameters, optimizer: Optimizer
  ) throws {
    func bad(_ name: String) -> TrainingError {
      .badFile(
        path: path,
        reason: "tensor '\(name)' is missing, of the wrong size or holds no finite numbers; start "
          + "a new run.")
    }
    for parameter in parameters.layout {
      guard let tensor = file.tensors[parameter.name], tensor.values.allSatisfy(\.isFinite),
        parameters.set(parameter.name, to: tensor.values)
      else { throw bad(parameter.name) }
    }
    for index in optimizer.slots.indices {
      let name = "optimizer/\(index)"
      guard let tensor = file.tensors[name], tensor.values.allSatisfy(\.isFinite),
        tensor.values.count == optimizer.slots[index].count
      else { throw bad(name) }
      optimizer.slots[index] = tensor.values
    }
    optimizer.stepCount = stepCount
  }
}
