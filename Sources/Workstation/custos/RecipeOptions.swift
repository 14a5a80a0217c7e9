import ArgumentParser
import CustosTraining

/// How a new run trains. What is not given is the original system's; a resumed run keeps its own.
struct RecipeOptions: ParsableArguments {
  @Option(
    name: [.customLong("batch-size"), .customLong("minibatch_size")],
    help: "Pictures of a batch (default: 8).")
  var batchSize: Int?

  @Option(help: "adadelta, sgd (Nesterov momentum) or adam (default: adadelta).")
  var optimizer: OptimizerKind?

  @Option(
    name: [.customLong("learning-rate"), .customLong("learning_rate")],
    help: "Learning rate at the start (default: 1 for adadelta, 0.01 for sgd, 0.001 for adam).")
  var learningRate: Float?

  @Option(
    name: [.customLong("class-weights"), .customLong("use_class_weights")],
    help: "balanced: n / (k * n_c), simple: 1 / sqrt(n_c), none: 1 (default: balanced).")
  var classWeights: ClassWeighting?

  @Option(help: "Seed of all random draws (default: 1).")
  var seed: UInt64?

  /// Names of the options that were given.
  var given: [String] {
    let options = [
      ("--batch-size", batchSize != nil), ("--optimizer", optimizer != nil),
      ("--learning-rate", learningRate != nil), ("--class-weights", classWeights != nil),
      ("--seed", seed != nil),
    ]
    return options.filter(\.1).map(\.0)
  }

  func validate() throws {
    if let batchSize, !(1...4096).contains(batchSize) {
      throw ValidationError("--batch-size must be 1 to 4096, but \(batchSize) was given.")
    }
    if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
      throw ValidationError("--learning-rate must be a number above 0.")
    }
  }

  /// Puts what was given into `options`.
  func apply(to options: inout TrainingOptions) {
    if let batchSize { options.batchSize = batchSize }
    if let optimizer { options.optimizer = optimizer }
    if let learningRate { options.learningRate = learningRate }
    if let classWeights { options.classWeights = classWeights }
    if let seed { options.seed = seed }
  }
}

extension OptimizerKind: ExpressibleByArgument {}
extension ClassWeighting: ExpressibleByArgument {}
