public import CustosModelFile

/// How an engine is to run, for what makes engines of several models or sizes; see `Engine.init`.
public struct EngineOptions: Sendable {
  /// Threads, the calling one included.
  public var threads: Int
  /// Whether each thread stays on a CPU of its own.
  public var isPinned: Bool
  /// The instruction set of the kernels.
  public var instructionSet: InstructionSet
  /// How convolutions are computed.
  public var algorithm: ConvolutionAlgorithm

  /// Takes the options.
  public init(
    threads: Int = 1, pinned: Bool = false, instructionSet: InstructionSet = .best,
    algorithm: ConvolutionAlgorithm = .fastest
  ) {
    self.threads = threads
    isPinned = pinned
    self.instructionSet = instructionSet
    self.algorithm = algorithm
  }
}

extension Engine {
  /// Prepares `model` to run as `options` say.
  public convenience init(
    model: ValidatedModel, options: EngineOptions
  ) throws(EngineError) {
    try self.init(
      model: model, threads: options.threads, pinned: options.isPinned,
      instructionSet: options.instructionSet, algorithm: options.algorithm)
  }
}
