import ArgumentParser
import CustosTraining

/// How a new run treats the layers of a network that was trained before.
struct FineTuningOptions: ParsableArguments {
  @Option(
    help: """
      Leave the weights of a layer as they are, its batch normalisation statistics included; body stands \
      for all layers but the head, the last one with weights. May be given several times.
      """)
  var freeze: [String] = []

  @Option(
    name: .customLong("unfreeze-after"),
    help: "Train the frozen layers as well after so many epochs (default: never).")
  var unfreezeAfter: Int?

  @Option(
    name: .customLong("body-rate"),
    help:
      "Learning rate of all layers but the head as a share of the head's, such as 0.1 (default: 1)."
  )
  var bodyRate: Float?

  @Option(
    name: .customLong("clip-norm"),
    help: "Scale the gradient of a step down to this norm where it is larger (default: no limit).")
  var clipNorm: Float?

  /// Names of the options that were given.
  var given: [String] {
    givenOptions([
      "--freeze": !freeze.isEmpty, "--unfreeze-after": unfreezeAfter != nil,
      "--body-rate": bodyRate != nil, "--clip-norm": clipNorm != nil,
    ])
  }

  func validate() throws {
    if let unfreezeAfter {
      guard !freeze.isEmpty else {
        throw ValidationError("--unfreeze-after belongs to --freeze; leave it out.")
      }
      guard TrainingLimits.epochs.contains(unfreezeAfter) else {
        throw ValidationError(
          "--unfreeze-after must be 1 to \(TrainingLimits.epochs.upperBound) epochs, but "
            + "\(unfreezeAfter) was given.")
      }
    }
    if let bodyRate, !(bodyRate > 0 && TrainingLimits.bodyRate.contains(bodyRate)) {
      throw ValidationError(
        "--body-rate must be above 0 and at most 1, but \(bodyRate) was given; --freeze body keeps "
          + "the body as it is.")
    }
    if let clipNorm { try Self.validate(clipNorm: clipNorm) }
  }

  /// Refuses limits of the gradient's norm that cannot be.
  static func validate(clipNorm: Float) throws {
    guard clipNorm > 0 && clipNorm.isFinite else {
      throw ValidationError("--clip-norm must be a number above 0, but \(clipNorm) was given.")
    }
  }

  /// Puts the given options into `options`, whose epochs are set already.
  ///
  /// - Throws: `TrainingError.usage` when the run would end before it unfreezes anything.
  func apply(to options: inout TrainingOptions) throws(TrainingError) {
    if let unfreezeAfter, unfreezeAfter >= options.epochs {
      throw .usage(
        "--unfreeze-after \(unfreezeAfter) never happens in a run of \(options.epochs) epochs; give "
          + "a smaller number, more --epochs, or leave it out.")
    }
    options.frozenLayers = freeze.isEmpty ? nil : freeze
    options.unfreezeAfter = unfreezeAfter
    options.bodyRate = bodyRate
    options.clipNorm = clipNorm
  }
}
