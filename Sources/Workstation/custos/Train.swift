import ArgumentParser
import CustosArchitectures
import CustosDistribution
import CustosNetwork
import CustosPlatform
import CustosTraining
import CustosWeights
import Foundation

/// `custos train`: trains a network.
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains a network on the pictures of training/, validation/ and test/.",
    discussion: """
      Checks all pictures first, as `custos audit` does. Writes into the output folder: model.safetensors (the best epoch by validation accuracy), \
      state.safetensors (to resume from), history.csv, history.png, logs/ (TensorBoard) and \
      run.json. Ctrl-C saves and ends with exit code 130; --resume continues, also after a crash, and \
      comes to the same result as a run without interruption. At the end it writes report.html, a \
      page about all of the run, with the pictures confusion.png and worst.png.
      """)

  @OptionGroup var model: ModelOptions

  @OptionGroup var recipe: RecipeOptions

  @OptionGroup var fineTuning: FineTuningOptions

  @OptionGroup var teaching: TeachingOptions

  @OptionGroup var augmentation: AugmentationOptions

  @Option(
    name: [.customLong("data"), .customLong("dataset_directory")],
    help: "Folder with training/, validation/ and test/, one folder a class in each.")
  var data: String?

  @Option(name: [.short, .long], help: "Folder for the results.")
  var output: String?

  @Option(help: "Folder of a run to continue with the recipe it was started with.")
  var resume: String?

  @Option(
    name: [.customLong("epochs"), .customLong("number_of_epochs")],
    help: """
      Epochs at most (default: 200, of the best recipe 20, or what the resumed run had). A cosine keeps the \
      length that it was started with.
      """)
  var epochs: Int?

  @OptionGroup var limits: RunLimits

  @OptionGroup var distribution: DistributionOptions

  @Option(
    help: """
      Begin with the weights of a file, all but those of the last layers: Keras's .h5, .weights.h5 \
      or .keras, the safetensors of torchvision or timm, or a model.safetensors of custos, whose last \
      layers are taken too if its classes are the same; none draws all (default: none; the networks \
      that the original system starts from ImageNet need a choice).
      """)
  var weights: String?

  @Flag(help: "Replace the run that the output folder holds.")
  var force = false

  @Flag(
    name: [.customLong("skip-bad"), .customLong("skip_bad")],
    help: "Leave out pictures and classes that are bad; the exit code is then 2.")
  var skipBad = false

  @OptionGroup var badInput: BadInputOptions

  @Flag(help: "Show no progress and no summary.")
  var quiet = false

  func validate() throws {
    try badInput.requireSkipping(skipBad)
    guard (resume == nil) != (output == nil) else {
      throw ValidationError("Give either --output for a new run or --resume to continue one.")
    }
    guard resume != nil || data != nil else {
      throw ValidationError("Give --data, the folder that `custos split` has written.")
    }
    let fixed =
      model.given + recipe.given + fineTuning.given + teaching.given + augmentation.given
      + (weights == nil ? [] : ["--weights"]) + limits.given
      + distribution.given + (force ? ["--force"] : [])
    guard resume == nil || fixed.isEmpty else {
      throw ValidationError(
        "A resumed run keeps its recipe; leave out \(fixed.joined(separator: ", ")) or start a new "
          + "run with --output.")
    }
    try requireWeights()
    if !fineTuning.freeze.isEmpty, weights ?? "none" == "none" {
      throw ValidationError(
        "--freeze keeps layers as --weights gives them; give --weights as well, or leave it out.")
    }
    try limits.validate(epochs: epochs)
    if limits.hours != nil, fineTuning.unfreezeAfter != nil {
      throw ValidationError(
        "--hours is planned by the first steps, but those behind --unfreeze-after take longer; give "
          + "--epochs in its place.")
    }
  }

  /// The original system starts some networks from given weights; without them the user decides.
  private func requireWeights() throws {
    guard resume == nil, weights == nil,
      let file = ModelConfiguration(rawValue: model.modelName).flatMap(ImageNetFile.init)
    else { return }
    throw ValidationError(
      "\(model.modelName) starts from weights of ImageNet: give --weights "
        + "\(ImageNetFile.folder)/\(file.name), which is where Keras keeps the file that it "
        + "downloads, or --weights none to train from scratch.")
  }

  func run() throws {
    try reportingFailures {
      try distribution.run { processes in
        let copy = try resume.map { try RunCopy(of: $0, processes) }
        let session = try makeSession(processes, resuming: copy?.path)
        distribution.expectAnswers(of: processes)
        let outcome = try session.complete()
        if !quiet { distribution.report(processes) }
        guard outcome == .finished else { throw CommonEnd(exitCode: ExitStatus.interrupted) }
        guard session.skippedCount == 0 else { throw CommonEnd(exitCode: ExitStatus.someFailed) }
      }
    }
  }

  private func makeSession(
    _ processes: any Communicator, resuming run: String?
  ) throws -> TrainingSession {
    if let run {
      var (options, dataFolder) = try Trainer.savedRun(in: run)
      limits.apply(to: &options, epochs: epochs)
      try teaching.move(&options, of: run)
      return try TrainingSession(
        options: options, dataFolder: data ?? dataFolder, output: run, resumes: true,
        skipsBad: skipBad, badLimit: badInput.limit, communicator: processes,
        allowsOtherCPUs: distribution.allowsDifferentCPUs, quiet: quiet)
    }
    var options = TrainingOptions(
      modelName: model.modelName, width: model.width, height: model.height,
      threads: limits.threadCount)
    options.preprocessing = model.givenPreprocessing
    recipe.apply(to: &options)
    augmentation.apply(to: &options)
    limits.apply(to: &options, epochs: epochs)
    try fineTuning.apply(to: &options)
    teaching.apply(to: &options)
    distribution.apply(to: &options, processes)
    return try TrainingSession(
      options: options, dataFolder: data ?? "", output: output ?? "", resumes: false, force: force,
      weights: weights == "none" ? nil : weights, skipsBad: skipBad, badLimit: badInput.limit,
      communicator: processes, allowsOtherCPUs: distribution.allowsDifferentCPUs, quiet: quiet)
  }
}
