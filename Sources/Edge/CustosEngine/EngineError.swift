import CustosModel
import CustosPlatform

/// Why an engine could not be made or run.
public enum EngineError: Error, Equatable {
  /// The model cannot be run safely.
  case invalidModel(ModelError)
  /// This CPU, or this build, lacks the instruction set asked for.
  case instructionSetUnavailable(InstructionSet)
  /// The worker threads could not be started.
  case platform(PlatformError)
  /// The system has no memory left for the activations or the packed weights.
  case outOfMemory(byteCount: Int)
  /// The network gives no logits, so no labels.
  case noLogits(outputs: [String])
  /// The input's number of bytes is not that of the network's input.
  case wrongInputSize(expected: Int, found: Int)

  /// The failure as a whole sentence that names the item and the way out.
  public var message: String {
    switch self {
    case .invalidModel(let error): error.message
    case .instructionSetUnavailable(let set):
      "This CPU has no \(set.name) kernels; it can run "
        + InstructionSet.available.map { $0.name }.joined(separator: ", ") + "."
    case .platform(let error): error.message
    case .outOfMemory(let byteCount):
      "The system could not provide \(byteCount) bytes of memory for the network; "
        + "end other programs or use a smaller model."
    case .noLogits(let outputs):
      "The model gives \(outputs.joined(separator: ", ")) but no logits, so it cannot label a picture; "
        + "give a model that classifies patches."
    case .wrongInputSize(let expected, let found):
      "The network's input should be \(expected) bytes but is \(found); "
        + "crop or resize the picture to the network's size."
    }
  }
}
