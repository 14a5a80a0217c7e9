public import ArgumentParser
import CustosArchitectures
import CustosNotation
public import CustosPages
import CustosPlatform
import CustosTraining
import Foundation

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
      continues, also after a crash, and comes to the same result as a run without interruption.
      """)

  @Argument(help: "Folder with page images.")
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

  @Option(
    name: .customLong("drawn-share"),
    help: "Share of the crops that show drawn pages (default: their share of the pages).")
  var drawnShare: Float?

  @Option(
    help: """
      Share of the crops around a symbol of a class that is drawn evenly among all classes, so that rare \
      ones are seen often.
      """)
  var balance: Float = 0.25

  @Option(name: [.short, .long], help: "Folder for the results.")
  var output: String?

  @Option(help: "Folder of a run to continue with the recipe it was started with.")
  var resume: String?

  @Option(
    name: .customLong("split-by"),
    help: """
      page, or writer: all pages whose names begin alike up to the first _ stay together.
      """)
  var unit = PageSplit.Unit.page

  @Option(name: .customLong("validation-share"), help: "Share of the pages that choose the epoch.")
  var validationShare = 0.1

  @Option(name: .customLong("test-share"), help: "Share of the pages that are left alone.")
  var testShare = 0.1

  @Option(
    name: .customLong("group"),
    help: """
      Classes that are found together, such as 'head=notehead*' or 'clef=gClef,fClef'; may be repeated, and \
      then other classes are not learnt (default: heads, notes with stems, rests, accidentals, clefs, dots, \
      custodes).
      """)
  var groups: [String] = []

  @Option(name: .customLong("crop"), help: "Rows and columns of a crop in pixels of the network.")
  var crop = 320

  @Option(help: "Crops of an epoch.")
  var crops = 1200

  @Option(help: "Channels of the network's residual blocks.")
  var channels = 64

  @Option(help: "Residual blocks of the network; each lets a cell see 8 pixels farther.")
  var blocks = 4

  @Option(
    name: .customLong("staff-space"),
    help: "Distance of the pages' staff lines in pixels (default: measured on each page).")
  var staffSpace: Double?

  @Option(help: "Epochs (default: 12, or what the resumed run had).")
  var epochs: Int?

  @Option(name: .customLong("batch-size"), help: "Crops of a batch.")
  var batchSize = 6

  @Option(name: .customLong("learning-rate"), help: "Learning rate at the start.")
  var learningRate: Float = 0.002

  @Option(help: "Seed of all random draws.")
  var seed: UInt64 = 1

  @OptionGroup var work: ThreadOptions

  @Flag(help: "Replace the run that the output folder holds.")
  var force = false

  func validate() throws {
    guard (resume == nil) != (output == nil) else {
      throw ValidationError("Give either --output for a new run or --resume to continue one.")
    }
    guard pages != nil else { throw ValidationError("Give the folder with the pages.") }
    guard (64...1024).contains(crop), crop.isMultiple(of: PageArchitecture.stride) else {
      throw ValidationError(
        "--crop must be 64 to 1024 and a multiple of \(PageArchitecture.stride), but \(crop) was given."
      )
    }
    guard TrainingLimits.batchSize.contains(batchSize) else {
      throw ValidationError("--batch-size must be 1 to 4096, but \(batchSize) was given.")
    }
    guard (1...1024).contains(channels), (1...64).contains(blocks) else {
      throw ValidationError(
        "--channels must be 1 to 1024 and --blocks 1 to 64, but \(channels) and \(blocks) were given.")
    }
    guard TrainingLimits.cropCount.contains(crops) else {
      throw ValidationError("--crops must be 1 to 1000000, but \(crops) was given.")
    }
    for (name, share) in [("--drawn-share", drawnShare ?? 0), ("--balance", balance)] {
      guard (0...1).contains(share) else {
        throw ValidationError("\(name) must be 0 to 1, but \(share) was given.")
      }
    }
    guard drawnShare == nil || drawn != nil else {
      throw ValidationError("--drawn-share is about the pages of --drawn; give these as well.")
    }
    for (name, share) in [("--validation-share", validationShare), ("--test-share", testShare)] {
      guard (0..<1).contains(share) else {
        throw ValidationError("\(name) must be at least 0 and below 1, but \(share) was given.")
      }
    }
    if let epochs, !TrainingLimits.epochs.contains(epochs) {
      throw ValidationError(
        "--epochs must be 1 to \(TrainingLimits.epochs.upperBound), but \(epochs) was given.")
    }
    if let staffSpace, !TrainingLimits.staffSpace.contains(staffSpace) {
      throw ValidationError(
        "--staff-space must be 1 to 1000 pixels, but \(staffSpace) was given.")
    }
    guard learningRate > 0, learningRate.isFinite else {
      throw ValidationError(
        "--learning-rate must be a number above 0, but \(learningRate) was given.")
    }
    _ = try symbolGroups()
  }

  func run() throws {
    try reportingFailures {
      let session = try makeSession()
      guard try session.complete() == .finished else { throw ExitCode(ExitStatus.interrupted) }
    }
  }

  private func symbolGroups() throws -> SymbolGroups {
    guard !groups.isEmpty else { return .standard }
    return SymbolGroups(
      try groups.map { text in
        let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
        let patterns = parts.last?.split(separator: ",").map(String.init) ?? []
        guard parts.count == 2, !parts[0].isEmpty, !patterns.isEmpty else {
          throw ValidationError(
            "--group must be NAME=CLASS,CLASS such as 'head=notehead*', but \(text) was given.")
        }
        return SymbolGroups.Group(name: parts[0], patterns: patterns)
      })
  }

  private func makeSession() throws -> PageTrainingSession {
    let folder = pages ?? ""
    let found = try CompletePage.find(in: folder, truthFolder: truth)
    let drawn = try drawn.map { try CompletePage.find(in: $0) } ?? []
    let threads = work.threads == 0 ? ThreadPool.availableCPUCount : work.threads
    var options: TrainingOptions
    if let resume {
      options = try Trainer.savedPageRun(in: resume).options
      options.threads = threads
    } else {
      options = try newOptions(found + drawn, threads: threads)
    }
    options.epochs = epochs ?? options.epochs
    let split = try PageSplit(
      found, by: unit, validationShare: validationShare, testShare: testShare, seed: options.seed)
    return try PageTrainingSession(
      run: PageTrainingRun(
        options: options, source: .init(split: split, drawn: drawn), dataFolder: folder,
        output: resume ?? output ?? "", resumes: resume != nil, force: force),
      quiet: work.quiet)
  }

  private func newOptions(_ pages: [CompletePage], threads: Int) throws -> TrainingOptions {
    var names: Set<String> = []
    for page in pages { names.formUnion(try page.annotations().map(\.className)) }
    let vocabulary = try symbolGroups().vocabulary(of: names)
    guard !vocabulary.groups.isEmpty else {
      throw TrainingError.usage(
        "The annotations hold no class of the groups; found are "
          + "\(names.sorted().prefix(12).joined(separator: ", ")); name the classes with --group.")
    }
    var network = PageArchitecture(vocabulary)
    (network.channels, network.blockCount) = (channels, blocks)
    var pageOptions = PageOptions(network)
    pageOptions.cropCount = crops
    pageOptions.givenStaffSpace = staffSpace
    pageOptions.drawnShare = drawnShare
    pageOptions.balance = balance
    var options = TrainingOptions.pageRecipe(pageOptions, side: crop, threads: threads)
    options.batchSize = batchSize
    options.learningRate = learningRate
    options.seed = seed
    return options
  }
}

extension PageSplit.Unit: ExpressibleByArgument {}
