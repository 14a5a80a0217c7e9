import CustosModelFile

/// What one operator is and how long it took.
public struct OperatorProfile: Equatable, Sendable {
  /// The kind of operator, such as `convolution`.
  public let name: String
  /// Rows of its output.
  public let outputHeight: Int
  /// Columns of its output.
  public let outputWidth: Int
  /// Channels of its output.
  public let outputChannels: Int
  /// Multiply-accumulates of one run (padding counted); 0 for operators without weights.
  public let multiplyAccumulates: Int
  /// Name of the kernel that does most of the work; empty when another operator does this one's too.
  public internal(set) var kernelName = ""
  /// Index of the operator that does this one's work beside its own, if any.
  public internal(set) var joinedTo: Int?
  /// Measured runs.
  public private(set) var runs = 0
  /// Time of all measured runs.
  public private(set) var nanoseconds: UInt64 = 0

  /// Describes an operator of a valid model, not measured yet.
  init(_ modelOperator: Operator, in model: Model) {
    let output = model.tensors[modelOperator.output]
    name = modelOperator.name
    outputHeight = output.height
    outputWidth = output.width
    outputChannels = output.channels
    multiplyAccumulates = modelOperator.multiplyAccumulates(model)
  }

  /// Adds one run.
  mutating func add(nanoseconds: UInt64) {
    runs += 1
    self.nanoseconds += nanoseconds
  }

  /// Forgets all runs.
  mutating func reset() {
    runs = 0
    nanoseconds = 0
  }
}
