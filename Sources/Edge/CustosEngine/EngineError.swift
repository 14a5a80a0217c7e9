public import CustosModelFile
public import CustosPlatform

/// Why an engine could not be made or run.
public enum EngineError: Error, Equatable {
  /// The model cannot be run safely.
  case invalidModel(ModelError)
  /// This CPU, or this build, lacks the instruction set asked for.
  case instructionSetUnavailable(InstructionSet)
  /// The system has no threads, or no memory for activations or packed weights.
  case platform(PlatformError)
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
    case .noLogits(let outputs):
      "The model gives \(outputs.joined(separator: ", ")) but no logits, so it cannot label a picture; "
        + "give a model that classifies patches."
    case .wrongInputSize(let expected, let found):
      "The network's input should be \(expected) bytes but is \(found); "
        + "crop or resize the picture to the network's size."
    }
  }

  /// The exit code that a command ends with because of this failure (sysexits.h).
  public var exitCode: Int32 {
    switch self {
    case .invalidModel, .noLogits, .wrongInputSize: ExitStatus.badData
    case .instructionSetUnavailable: ExitStatus.unavailable
    case .platform(let error): error.exitCode
    }
  }
}
