import CustosArchitectures
public import CustosDataSet
public import CustosEvaluation
public import CustosNetwork
import CustosPlatform
public import CustosWeights
import Foundation

/// A training run in its folder, from the pictures to the test of the best weights.
///
/// It alone uses the folder for as long as it lives. Of several processes rank 0 alone writes there. What is
/// shown of it and which reports are written is its user's affair.
public final class TrainingRun {
  /// What the preparation of a run has come to.
  public enum Preparation {
    /// The folder is taken, and the pictures are looked for.
    case loading
    /// The pictures of one of the three sets were found.
    case found(PatchList)
    /// All pictures are loaded.
    case loaded(TrainingData)
    /// The network begins with weights of a file, as `run.json` records.
    case started(from: RunRecord.Weights)
    /// The epochs are planned by the time that steps and a validation take.
    case planned(TimePlan, epochs: Int)
  }

  /// What the run was asked for, with the epochs that were planned.
  public var options: TrainingOptions { trainer.options }
  /// The folder of the results.
  public let output: String
  /// The pictures.
  public let data: TrainingData
  /// The trainer, with the epochs that are done.
  public let trainer: Trainer
  /// The processes that train together.
  public let communicator: any Communicator
  private let pool: ThreadPool
  private let lock: FolderLock?

  /// Takes the folder, loads the pictures, makes the trainer and writes `run.json`.
  ///
  /// A folder that did not exist before does not exist afterwards either if this fails.
  ///
  /// - Parameters:
  ///   - dataFolder: holds `training/`, `validation/` and `test/`.
  ///   - output: the folder of the results.
  ///   - resumes: whether the run that the folder holds is continued.
  ///   - force: whether a new run may replace the one that the folder holds.
  ///   - weights: path of the weights that a new run begins with; nil to draw all.
  ///   - skipsBad: whether bad pictures and classes are left out instead of being an error.
  ///   - badLimit: how much may be left out.
  ///   - communicator: the processes that train together, each with all of the pictures.
  ///   - allowsOtherCPUs: as of `Trainer.requireAgreement(allowsOtherCPUs:)`.
  ///   - report: told of each step of the preparation.
  /// - Throws: `TrainingError.runExists` when the folder holds a run that is neither continued nor
  ///   replaced, `PlatformError.inUse` when another process has the folder, and what
  ///   `StartingWeights`, `TrainingData`, `Trainer` and `RunRecord` throw.
  public init(
    options: TrainingOptions, dataFolder: String, output: String, resumes: Bool, force: Bool,
    weights: String? = nil, skipsBad: Bool, badLimit: BadInputLimit = .none,
    communicator: any Communicator = SingleProcess(), allowsOtherCPUs: Bool = false,
    report: (Preparation) -> Void
  ) throws {
    self.output = output
    self.communicator = communicator
    let writes = communicator.rank == 0
    let start = try Self.startingWeights(weights, options)
    var options = options
    options.preprocessing = start?.preprocessing(options.preprocessing) ?? options.preprocessing
    pool = try ThreadPool(threadCount: options.threads)
    let isNew = writes && FileSystem.kind(of: output) == .missing
    lock = writes ? try RunFolder.occupy(output) : nil
    var isPrepared = false
    defer { if isNew && !isPrepared { RunFolder.abandon(output) } }
    guard resumes || force || !writes || !RunFolder.holdsRun(output) else {
      throw TrainingError.runExists(output)
    }
    report(.loading)
    let folder = URL(fileURLWithPath: dataFolder).path
    data = try TrainingData(
      folder: folder, width: options.width, height: options.height, pool: pool,
      skippingBad: skipsBad, found: { report(.found($0)) },
      memoryLimit: { [pool] list in
        PatchStore.memoryLimit(
          beside: try Trainer.byteCount(
            options, classCount: list.labels.count, pool: pool, communicator: communicator))
      })
    try badLimit.check(
      data.skipped,
      goodCount: data.training.count + data.validation.count + data.test.count, in: folder)
    report(.loaded(data))
    if resumes {
      trainer = try Trainer(
        resuming: output, options: options, data: data, dataFolder: folder, pool: pool,
        communicator: communicator)
      try trainer.requireAgreement(allowsOtherCPUs: allowsOtherCPUs)
      if writes {
        try RunRecord.appendContinuation(in: output, options: options, dataFolder: folder)
      }
    } else {
      trainer = try Trainer(
        options: options, data: data, dataFolder: folder, output: output, pool: pool,
        communicator: communicator, weights: start)
      try trainer.requireAgreement(allowsOtherCPUs: allowsOtherCPUs)
      let weights = trainer.loadedWeights.flatMap { loaded in
        start.map { RunRecord.Weights($0, loaded) }
      }
      if let weights { report(.started(from: weights)) }
      if let plan = try trainer.fitToHours() {
        report(.planned(plan, epochs: trainer.options.epochs))
      }
      if writes {
        var record = RunRecord(options: trainer.options, data: data, dataFolder: folder)
        record.weights = weights
        try RunFolder.clear(output)
        try record.write(to: output)
      }
    }
    isPrepared = true
  }

  /// Opens the weights that a run begins with, before pictures are loaded, which takes time. Those of
  /// the body do not depend on the number of classes.
  private static func startingWeights(
    _ path: String?, _ options: TrainingOptions
  ) throws -> StartingWeights? {
    let configuration = try ModelConfiguration.named(options.modelName)
    _ = try configuration.scaling(options.preprocessing ?? .none)
    guard let path else { return nil }
    let graph = try configuration.graph(
      height: options.height, width: options.width, classCount: 1)
    return try StartingWeights(path, for: configuration, graph)
  }

  /// Trains as `Trainer.run(observer:shouldStop:)` does.
  public func train(
    observer: (any TrainingObserver)?, shouldStop: () -> Bool
  ) throws -> Trainer.Outcome {
    try trainer.run(observer: observer, shouldStop: shouldStop)
  }

  /// Tests the best weights, as rank 0's file holds them, on the test pictures, which the processes share.
  ///
  /// - Throws: `WeightsError` when the file of the weights cannot be used; `CommunicationError`.
  public func test() throws -> Test {
    let model = try bestModel()
    // No larger than the batches of the training, for which there was memory.
    let classifier = try FloatClassifier(
      graph: model.graph, parameters: model.parameters, labels: model.labels,
      batchSize: min(FloatClassifier.usualBatchSize, options.batchSize), pool: pool,
      convolutions: options.convolutions, shards: options.shards)
    return Test(
      model: model, evaluation: try Evaluation(classifier, data.test, among: communicator),
      bestEpoch: model.metadata["epoch"].flatMap(Int.init) ?? trainer.bestEpoch,
      bestAccuracy: model.metadata["validation_accuracy"].flatMap(Double.init)
        ?? trainer.bestAccuracy ?? 0,
      penalty: Double(options.penalty) * model.parameters.kernelSquares())
  }

  /// The best weights; ranks other than 0 get theirs, and have no file.
  private func bestModel() throws -> TrainedModel {
    let file =
      communicator.rank == 0
      ? try TrainedModel(readingFrom: Path.join(output, RunFolder.modelFile)) : nil
    if let file, communicator.size == 1 { return file }
    let parameters = try file?.parameters ?? Parameters(graph: trainer.graph)
    let bytes = try communicator.broadcast(
      communicator.rank == 0 ? parameters.snapshot().withUnsafeBytes { Array($0) } : [])
    guard parameters.restore(bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }) else {
      throw CommunicationError(
        "\(communicator.name(ofRank: 0)) has sent weights of another network; install the same version of "
          + "custos on all machines.")
    }
    return try file
      ?? TrainedModel(
        configuration: .named(options.modelName), graph: trainer.graph, parameters: parameters,
        labels: data.labels)
  }

  /// Notes the result of the test in `run.json` and returns the whole record.
  ///
  /// - Throws: `FileError.platform`, `.damaged`.
  public func finish(_ test: Test) throws -> RunRecord {
    try RunRecord.finish(
      in: output,
      outcome: .init(
        bestEpoch: test.bestEpoch, bestValidationAccuracy: test.bestAccuracy,
        testLoss: test.loss, testAccuracy: test.evaluation.report.accuracy,
        runSeconds: trainer.runSeconds))
  }

  /// How good the best weights are on the test pictures.
  public struct Test {
    /// The best weights.
    public let model: TrainedModel
    /// Their predictions.
    public let evaluation: Evaluation
    /// The epoch of the weights.
    public let bestEpoch: Int
    /// Share of validation pictures that they label correctly, 0...1.
    public let bestAccuracy: Double
    /// The L2 penalty of the weights.
    public let penalty: Double

    /// Mean loss over the test pictures, L2 penalty included.
    public var loss: Double { evaluation.crossEntropy + penalty }
  }
}
