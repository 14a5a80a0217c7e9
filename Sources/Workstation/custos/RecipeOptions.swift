public import ArgumentParser
import CustosNetwork
import CustosTraining

/// The recipe of a new run. Defaults are the original system's; a resumed run keeps its own recipe.
struct RecipeOptions: ParsableArguments {
  @Option(
    help: """
      Values of the options below, of the augmentation and of --epochs where they are not given. reference: the \
      original system's, their defaults. best: adamw, a cosine over 20 epochs with 1 of warm-up, batches \
      of 32, label smoothing 0.05, ema 0.99, precise batch normalisation and --augment photo (default: \
      reference).
      """)
  var recipe: Recipe?

  @Option(
    name: [.customLong("batch-size"), .customLong("minibatch_size")],
    help: "Pictures of a batch (default: 8).")
  var batchSize: Int?

  @Option(
    help: """
      adadelta, sgd (Nesterov momentum), adam, or adamw: adam with weight decay in place of the L2 \
      penalty (default: adadelta).
      """)
  var optimizer: OptimizerKind?

  @Option(
    name: [.customLong("learning-rate"), .customLong("learning_rate")],
    help: """
      Learning rate at the start (default: 1 for adadelta, 0.01 for sgd, 0.001 for adam and adamw).
      """)
  var learningRate: Float?

  @Option(
    help: """
      How the learning rate moves: plateau halves it after 8 epochs without a better validation \
      accuracy, cosine lets it fall to --final-rate over --epochs, constant keeps it (default: \
      plateau).
      """)
  var schedule: RateSchedule.Shape?

  @Option(
    name: .customLong("final-rate"), help: "Learning rate at the end of a cosine (default: 0).")
  var finalRate: Float?

  @Option(
    name: .customLong("warm-up-epochs"),
    help: "Let the learning rate rise evenly over so many epochs, such as 0.5 (default: 0).")
  var warmUpEpochs: Double?

  @Option(
    name: .customLong("weight-decay"),
    help: "Share of the kernels that adamw takes off a step, times learning rate (default: 0.004).")
  var weightDecay: Float?

  @Option(
    name: .customLong("label-smoothing"),
    help: "Share of each training label that is spread over all classes (default: 0).")
  var labelSmoothing: Float?

  @Option(
    name: .customLong("ema"),
    help: """
      Validate, save and test the moving average of the weights over the steps; the decay of the \
      average, such as 0.999 (default: the weights themselves).
      """)
  var averageDecay: Float?

  @Option(
    name: .customLong("batch-norm"),
    help: """
      Statistics of batch normalisations outside of training. running: averages over the steps, which \
      lag in short runs; precise: measured on 1,024 training pictures before each validation (default: \
      running).
      """)
  var normalization: NormalizationStatistics?

  @Option(
    name: [.customLong("class-weights"), .customLong("use_class_weights")],
    help: "balanced: n / (k * n_c), simple: 1 / sqrt(n_c), none: 1 (default: balanced).")
  var classWeights: ClassWeighting?

  @Option(help: "Seed of all random draws (default: 1).")
  var seed: UInt64?

  @Option(
    help: """
      How convolutions are computed: winograd, direct, or fastest, for each layer the quicker one \
      (default: fastest).
      """)
  var convolutions: ConvolutionChoice?

  private var choices: RecipeChoices {
    RecipeChoices(
      batchSize: batchSize, optimizer: optimizer, learningRate: learningRate, schedule: schedule,
      finalRate: finalRate, warmUpEpochs: warmUpEpochs, weightDecay: weightDecay,
      averageDecay: averageDecay, normalization: normalization, seed: seed,
      convolutions: convolutions)
  }

  /// Names of the options that were given.
  var given: [String] {
    givenOptions(["--recipe": recipe != nil]) + choices.given
      + givenOptions([
        "--label-smoothing": labelSmoothing != nil, "--class-weights": classWeights != nil,
      ])
  }

  func validate() throws {
    try choices.validate(over: base)
    if let labelSmoothing, !(0..<1).contains(labelSmoothing) {
      throw ValidationError(
        "--label-smoothing must be at least 0 and below 1, but \(labelSmoothing) was given.")
    }
  }

  /// The recipe's options without those that are given one by one.
  private var base: TrainingOptions {
    var options = TrainingOptions(modelName: "", width: 1, height: 1, threads: 1)
    options.take(recipe ?? .reference)
    return options
  }

  /// Puts the recipe and then the given options into `options`.
  func apply(to options: inout TrainingOptions) {
    options.take(recipe ?? .reference)
    choices.apply(to: &options)
    if let labelSmoothing { options.labelSmoothing = labelSmoothing }
    if let classWeights { options.classWeights = classWeights }
  }
}

extension Recipe: ExpressibleByArgument {}
extension ClassWeighting: ExpressibleByArgument {}
