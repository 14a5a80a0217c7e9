import ArgumentParser
import CustosArchitectures
import CustosPages
import CustosPlatform
import CustosTraining

/// `custos train-pages`: trains a network that reads whole pages.
struct TrainPages: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train-pages",
    abstract: "Trains a network that finds and reads all symbols of a page in one pass.",
    discussion: """
      Takes annotated pages, each an image with its annotations NAME.txt, one symbol a line as \
      x1,y1;x2,y2;class_name;place: a staff position L0 to L6 or S0 to S6, out for a note head beyond them, \
      ? for one that is not certain, nothing where the class has none. Symbols that the annotations leave \
      out are learnt as not being there, so they should be complete. Writes model.safetensors (the best \
      epoch by the F measure on the validation pages), state.safetensors (to resume from), history.csv, \
      history.png, logs/ (TensorBoard) and run.json. Ctrl-C saves and ends with exit code 130; --resume \
      continues, also after a crash, and comes to the same result as a run without interruption. At the \
      end the best epoch's network reads the pages that were left for the test, and report.html tells how \
      it does, with the best, the median and the worst page as pictures beside it (best-page.png, ...).
      """)

  @Argument(
    help: "Folder with page images (of a resumed run: where they are now, if not where they were).")
  var pages: String?

  @Option(
    help: """
      Folder with the annotations, NAME.txt for NAME.JPG (default: beside the images, NAME.JPG.txt).
      """)
  var truth: String?

  @Option(
    help: """
      Folder with further annotated pages that only train, such as those that `custos synth` draws.
      """)
  var drawn: String?

  @Option(name: [.short, .long], help: "Folder for the results.")
  var output: String?

  @Option(
    help: """
      Folder of a run to continue with the recipe it was started with; it knows its folders of pages.
      """)
  var resume: String?

  @OptionGroup var rotation: RotationOptions

  @OptionGroup var splitting: PageSplitOptions

  @OptionGroup var network: PageNetworkOptions

  @OptionGroup var recipe: PageRecipeOptions

  @OptionGroup var augmentation: PageAugmentationOptions

  @Option(
    help: """
      Epochs at most (default: 12, or what the resumed run had). A cosine keeps the length that it was \
      started with.
      """)
  var epochs: Int?

  @OptionGroup var limits: RunLimits

  @Flag(help: "Replace the run that the output folder holds.")
  var force = false

  @Flag(help: "Show no progress and no summary.")
  var quiet = false

  func validate() throws {
    guard (resume == nil) != (output == nil) else {
      throw ValidationError("Give either --output for a new run or --resume to continue one.")
    }
    guard resume != nil || pages != nil else {
      throw ValidationError("Give the folder with the pages.")
    }
    guard network.drawnShare == nil || drawn != nil else {
      throw ValidationError("--drawn-share is about the pages of --drawn; give these as well.")
    }
    let fixed =
      splitting.given + network.given + recipe.given + augmentation.given
      + limits.given
      + givenOptions(["--force": force, "--ignore-rotation": rotation.ignoresRotation])
    guard resume == nil || fixed.isEmpty else {
      throw ValidationError(
        "A resumed run keeps its recipe and its pages; leave out \(fixed.joined(separator: ", ")) or "
          + "start a new run with --output.")
    }
    try limits.validate(epochs: epochs)
    try recipe.validate(
      over: .pageRecipe(
        PageOptions(.init(SymbolGroups.standard.outline)), side: network.crop, threads: 1))
  }

  func run() throws {
    try reportingFailures {
      try DistributionOptions.requireOneProcess("custos train-pages")
      let session = PageTrainingSession(run: try makeRun(), quiet: quiet)
      guard try session.complete() == .finished else { throw ExitCode(ExitStatus.interrupted) }
    }
  }

  private func makeRun() throws -> PageTrainingRun {
    if let resume {
      var options = try Trainer.savedPageRun(in: resume).options
      limits.apply(to: &options, epochs: epochs)
      let source = try PageTrainingRun.Source(
        resuming: resume, folder: pages, truthFolder: truth, drawnFolder: drawn)
      return try PageTrainingRun(
        options: options, source: source, output: resume, resumes: true, force: false)
    }
    let folder = pages ?? ""
    let found = try CompletePage.find(
      in: folder, truthFolder: truth, rotation: rotation.mark)
    let drawnPages = try drawn.map { try CompletePage.find(in: $0) } ?? []
    warn(about: try found.compactMap { try $0.repetition() })
    let options = try newOptions(found + drawnPages)
    let source = PageTrainingRun.Source(
      split: try splitting.split(found, seed: options.seed), drawn: drawnPages, folder: folder,
      truthFolder: truth, drawnFolder: drawn)
    return try PageTrainingRun(
      options: options, source: source, output: output ?? "", resumes: false, force: force)
  }

  private func newOptions(_ pages: [CompletePage]) throws -> TrainingOptions {
    var options = TrainingOptions.pageRecipe(
      try network.pageOptions(for: pages), side: network.crop, threads: limits.threadCount)
    recipe.apply(to: &options)
    augmentation.apply(to: &options)
    limits.apply(to: &options, epochs: epochs)
    return options
  }
}
