import CustosPlatform
import CustosTestData
import CustosTestSupport
import CustosTraining
import CustosWeightsSupport
import Foundation
import Testing

@testable import CustosTraining

/// Everything in a run's folder that must not depend on interruptions: all but times and arguments.
struct RunSnapshot: Equatable {
  /// The model file.
  let model: [UInt8]
  /// Weights, running values and averages.
  let tensors: [String: SafeTensors.Tensor]
  /// The state's JSON without times.
  let state: NSDictionary
  /// The lines of `history.csv` without the columns that hold times.
  let history: [String]
  /// Part, tag, step and value of every record in the event files that is no time.
  let events: [String]
  /// Names in the folder, hidden ones included.
  let names: [String]

  /// Reads the folder of a run that has ended.
  init(_ folder: String) throws {
    func bytes(_ name: String) throws -> [UInt8] {
      try FileSystem.read(Path.join(folder, name))
    }
    model = try bytes(RunFolder.modelFile)
    let file = try SafeTensors(readingFrom: Path.join(folder, RunFolder.stateFile))
    tensors = file.tensors
    state = Self.withoutTimes(try Self.state(of: file))
    history = Self.withoutTimes(
      String(decoding: try bytes(RunFolder.tableFile), as: UTF8.self))
    events = try ["train", "validation"].flatMap { part in
      try EventReader.values(in: folder + "/logs/" + part)
        .filter { Self.lastingTags.contains($0.tag) }
        .map {
          "\(part) \($0.tag) \($0.step) \(EventReader.number($0.value).map(\.description) ?? "")"
        }
    }
    names = try FileSystem.list(folder)
  }

  /// The number of epochs that the state of a run counts as done; nil before its first state.
  static func finishedEpochs(in folder: String) throws -> Int? {
    let path = Path.join(folder, RunFolder.stateFile)
    guard FileSystem.kind(of: path) == .file else { return nil }
    let state = try state(of: try SafeTensors(readingFrom: path))
    return (state["history"] as? [Any])?.count
  }

  private static func state(of file: SafeTensors) throws -> [String: Any] {
    let text = file.metadata["state"] ?? ""
    return try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private static let lastingTags = [
    "epoch_loss", "epoch_accuracy", "epoch_recall", "epoch_F", "epoch_learning_rate",
  ]

  private static func withoutTimes(_ table: String) -> [String] {
    let names = [
      "epoch", "loss", "accuracy", "recall", "val_loss", "val_accuracy", "val_F", "learning_rate",
    ]
    let lines = table.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let places = names.compactMap { lines.first?.firstIndex(of: $0) }
    return lines.map { line in places.map { line[$0] }.joined(separator: ",") }
  }

  private static func withoutTimes(_ state: [String: Any]) -> NSDictionary {
    var state = state
    for key in ["runSeconds", "epochSeconds", "stalledSeconds"] { state[key] = nil }
    state["history"] = (state["history"] as? [[String: Any]])?.map { record in
      record.filter { !["seconds", "stalledSeconds"].contains($0.key) }
    }
    return state as NSDictionary
  }
}
