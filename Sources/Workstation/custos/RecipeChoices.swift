public import ArgumentParser
public import CustosNetwork
public import CustosTraining

/// The options of a recipe that every kind of training has, as they were given; nil for what the recipe
/// says.
struct RecipeChoices {
  var batchSize: Int?
  var optimizer: OptimizerKind?
  var learningRate: Float?
  var schedule: RateSchedule.Shape?
  var finalRate: Float?
  var warmUpEpochs: Double?
  var weightDecay: Float?
  var averageDecay: Float?
  var normalization: NormalizationStatistics?
  var seed: UInt64?
  var convolutions: ConvolutionChoice?

  /// Names of the options that were given.
  var given: [String] {
    givenOptions([
      "--batch-size": batchSize != nil, "--optimizer": optimizer != nil,
      "--learning-rate": learningRate != nil, "--schedule": schedule != nil,
      "--final-rate": finalRate != nil, "--warm-up-epochs": warmUpEpochs != nil,
      "--weight-decay": weightDecay != nil, "--ema": averageDecay != nil,
      "--batch-norm": normalization != nil, "--seed": seed != nil,
      "--convolutions": convolutions != nil,
    ])
  }

  /// Refuses values that cannot be, and those that do not belong to the recipe `base` as it is changed.
  func validate(over base: TrainingOptions) throws {
    if let batchSize, !TrainingLimits.batchSize.contains(batchSize) {
      throw ValidationError("--batch-size must be 1 to 4096, but \(batchSize) was given.")
    }
    if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
      throw ValidationError(
        "--learning-rate must be a number above 0, but \(learningRate) was given.")
    }
    try validateSchedule(over: base)
    if let weightDecay {
      guard optimizer ?? base.optimizer == .adamw else {
        throw ValidationError("--weight-decay belongs to --optimizer adamw; leave it out.")
      }
      guard weightDecay >= 0 && weightDecay.isFinite else {
        throw ValidationError(
          "--weight-decay must be a number from 0 up, but \(weightDecay) was given.")
      }
    }
    if let averageDecay, !(averageDecay > 0 && averageDecay < 1) {
      throw ValidationError("--ema must be above 0 and below 1, but \(averageDecay) was given.")
    }
  }

  private func validateSchedule(over base: TrainingOptions) throws {
    if let finalRate {
      guard schedule ?? base.schedule == .cosine else {
        throw ValidationError("--final-rate belongs to --schedule cosine; leave it out.")
      }
      guard finalRate >= 0 && finalRate.isFinite else {
        throw ValidationError(
          "--final-rate must be a number from 0 up, but \(finalRate) was given.")
      }
    }
    if let warmUpEpochs, !TrainingLimits.warmUpEpochs.contains(warmUpEpochs) {
      throw ValidationError("--warm-up-epochs must be 0 to 1000, but \(warmUpEpochs) was given.")
    }
  }

  /// Puts what was given into the options of a recipe; another optimiser than its own takes its own
  /// learning rate.
  func apply(to options: inout TrainingOptions) {
    if let batchSize { options.batchSize = batchSize }
    if let optimizer, optimizer != options.optimizer {
      options.optimizer = optimizer
      options.learningRate = nil
      // Weight decay takes the place of the penalty (Loshchilov and Hutter 2019).
      options.penalty = optimizer == .adamw ? 0 : TrainingOptions.penalty(of: options.modelName)
    }
    if let learningRate { options.learningRate = learningRate }
    if let schedule { options.schedule = schedule }
    if let finalRate { options.finalRate = finalRate }
    if let warmUpEpochs { options.warmUpEpochs = warmUpEpochs }
    if let weightDecay { options.weightDecay = weightDecay }
    if let averageDecay { options.averageDecay = averageDecay }
    if let normalization { options.normalization = normalization }
    if let seed { options.seed = seed }
    if let convolutions { options.convolutions = convolutions }
  }
}

extension NormalizationStatistics: ExpressibleByArgument {}
extension RateSchedule.Shape: ExpressibleByArgument {}
extension ConvolutionChoice: ExpressibleByArgument {}
extension OptimizerKind: ExpressibleByArgument {}
