import CustosArchitectures
import CustosDataSet
public import CustosEvaluation
import CustosImage
import CustosNetwork
import CustosPages
import CustosPlatform
import CustosSupport
import CustosWeights

/// A training run of a page network in its folder.
///
/// It alone uses the folder for as long as it lives. What is shown of it and which reports are written is
/// its user's affair.
public final class PageTrainingRun {
  /// What the run was asked for.
  public var options: TrainingOptions { trainer.options }
  /// The folder of the results.
  public let output: String
  /// The times by which the epochs of a new run were planned; nil where the options name no hours.
  public let plan: TimePlan?
  /// Sentences about pages of a new run that are there twice, in different sets.
  public let warnings: [String]
  /// The trainer, with the epochs that are done.
  public let trainer: Trainer
  let source: Source
  let pool: ThreadPool
  private let lock: FolderLock

  /// Takes the folder, loads the pages, makes the trainer and writes `run.json`.
  ///
  /// A folder that did not exist before does not exist afterwards either if this fails.
  ///
  /// - Parameters:
  ///   - resumes: whether the run that the folder holds is continued.
  ///   - force: whether a new run may replace the one that the folder holds.
  /// - Throws: `DataError` for pages that cannot be read, and as `TrainingRun`.
  public init(
    options: TrainingOptions, source: Source, output: String, resumes: Bool, force: Bool
  ) throws {
    self.output = output
    self.source = source
    guard let pages = options.pages else {
      throw TrainingError.usage("The run trains no page network; resume it with `custos train`.")
    }
    let least = PageTask.leastSide(of: pages.network)
    guard options.height >= least else {
      throw TrainingError.usage(
        "Crops must be at least \(least)x\(least) pixels, so that there is an inner part to validate on, "
          + "but those of the run are \(options.width)x\(options.height); start a new run with a larger "
          + "--crop.")
    }
    pool = try ThreadPool(threadCount: options.threads)
    let isNew = FileSystem.kind(of: output) == .missing
    lock = try RunFolder.occupy(output)
    var isPrepared = false
    defer { if isNew && !isPrepared { RunFolder.abandon(output) } }
    guard resumes || force || !RunFolder.holdsRun(output) else {
      throw TrainingError.runExists(output)
    }
    let training = try Self.load(source.split.training, pages, pool)
    let validation = try Self.load(source.split.validation, pages, pool)
    warnings = resumes ? [] : try Self.twins(training, validation, source.split.test)
    let task = PageTask(
      training: training, drawn: try Self.load(source.drawn, pages, pool), validation: validation,
      options: pages, side: options.height)
    if resumes {
      plan = nil
      trainer = try Trainer(
        resuming: output, options: options, task: task, dataFolder: source.folder, pool: pool)
      try RunRecord.appendContinuation(
        in: output, options: options, dataFolder: source.folder, pages: .init(source))
    } else {
      trainer = try Trainer(
        options: options, task: task, dataFolder: source.folder, output: output, pool: pool)
      plan = try trainer.fitToHours()
      try RunFolder.clear(output)
      try RunRecord(options: trainer.options, source: source, task.identity)
        .write(to: output)
    }
    isPrepared = true
  }

  /// Reads pages, several at once; all of them are kept.
  ///
  /// - Throws: `DataError.platform(.outOfMemory)` before they take more than the process may have.
  private static func load(
    _ pages: [CompletePage], _ options: PageOptions, _ pool: ThreadPool
  ) throws(DataError) -> [TrainingPage] {
    var free = MemoryLimit.bytes()
    var loaded: [TrainingPage] = []
    for start in stride(from: 0, to: pages.count, by: pool.threadCount) {
      let batch = Array(pages[start..<min(start + pool.threadCount, pages.count)])
      let outcomes = pool.map(batch) { page in
        Result { () throws(DataError) in
          try TrainingPage(
            page, vocabulary: options.network.vocabulary, staffSpace: options.staffSpace,
            given: options.givenStaffSpace)
        }
      }
      for outcome in outcomes { loaded.append(try outcome.get()) }
      for page in loaded.suffix(batch.count) { free -= page.image.width * page.image.height }
      guard free > 0 else {
        throw .platform(.outOfMemory(purpose: "keeping \(pages.count) pages"))
      }
    }
    return loaded
  }

  /// Compares the pages of the three sets.
  private static func twins(
    _ training: [TrainingPage], _ validation: [TrainingPage], _ test: [CompletePage]
  ) throws(DataError) -> [String] {
    var twins = PageTwins()
    for page in training { twins.add(page.name, page.image, to: "training") }
    for page in validation { twins.add(page.name, page.image, to: "validation") }
    for page in test {
      twins.add(page.name, try page.picture().gray, to: "test")
    }
    return twins.sentences
  }

  /// Trains as `Trainer.run(observer:shouldStop:)` does.
  public func train(
    observer: (any TrainingObserver)?, shouldStop: () -> Bool
  ) throws -> Trainer.Outcome {
    try trainer.run(observer: observer, shouldStop: shouldStop)
  }

  /// Makes the probabilities of the best network true on the validation pages and replaces its file; once,
  /// also where the finished run is continued.
  ///
  /// - Returns: the fit; nil where the file has one already and where there are no validation pages.
  /// - Throws: `WeightsError`, `DataError`, `PlatformError`.
  public func calibrate() throws -> PageCalibration? {
    let path = Path.join(output, RunFolder.modelFile)
    let best = try TrainedPageNetwork(readingFrom: path)
    guard best.calibration == nil, !source.split.validation.isEmpty else { return nil }
    let fit = try PageCalibration(
      best, pages: source.split.validation, staffSpace: options.pages?.givenStaffSpace, pool: pool)
    try fit.applied(to: best).write(to: path, replacing: true)
    return fit
  }
}
