import ArgumentParser
import CustosNetwork
import CustosTraining

/// The recipe of a new run of a page network. Defaults are those of `TrainingOptions.pageRecipe`; a resumed
/// run keeps its own recipe.
struct PageRecipeOptions: ParsableArguments {
  @Option(name: .customLong("batch-size"), help: "Crops of a batch (default: 3).")
  var batchSize: Int?

  @Option(
    help: """
      adadelta, sgd (Nesterov momentum), adam, or adamw: adam with weight decay in place of the L2 \
      penalty (default: adamw).
      """)
  var optimizer: OptimizerKind?

  @Option(
    name: .customLong("learning-rate"),
    help: """
      Learning rate at the start (default: 0.002 for adamw, 1 for adadelta, 0.01 for sgd, 0.001 for adam).
      """)
  var learningRate: Float?

  @Option(
    help: """
      How the learning rate moves: plateau halves it after 8 epochs without a better validation F, cosine \
      lets it fall to --final-rate over --epochs, constant keeps it (default: cosine).
      """)
  var schedule: RateSchedule.Shape?

  @Option(
    name: .customLong("final-rate"), help: "Learning rate at the end of a cosine (default: 1e-5).")
  var finalRate: Float?

  @Option(
    name: .customLong("warm-up-epochs"),
    help: "Let the learning rate rise evenly over so many epochs (default: 0.25).")
  var warmUpEpochs: Double?

  @Option(
    name: .customLong("weight-decay"),
    help: "Share of the kernels that adamw takes off a step, times learning rate (default: 0.004).")
  var weightDecay: Float?

  @Option(
    name: .customLong("ema"),
    help: """
      Decay of the moving average of the weights over the steps, which is validated, saved and tested in \
      their place (default: 0.99).
      """)
  var averageDecay: Float?

  @Option(
    name: .customLong("batch-norm"),
    help: """
      Statistics of batch normalisations outside of training. running: averages over the steps, which \
      lag in short runs; precise: measured on training crops before each validation (default: precise).
      """)
  var normalization: NormalizationStatistics?

  @Option(
    name: .customLong("clip-norm"),
    help: "Scale the gradient of a step down to this norm where it is larger (default: 5).")
  var clipNorm: Float?

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
  var given: [String] { choices.given + givenOptions(["--clip-norm": clipNorm != nil]) }

  /// Refuses values that cannot be, and those that do not belong to the recipe `base` as it is changed.
  func validate(over base: TrainingOptions) throws {
    try choices.validate(over: base)
    if let clipNorm { try FineTuningOptions.validate(clipNorm: clipNorm) }
  }

  /// Puts the given options into those of the recipe.
  func apply(to options: inout TrainingOptions) {
    choices.apply(to: &options)
    if let clipNorm { options.clipNorm = clipNorm }
  }
}
