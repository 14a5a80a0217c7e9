import CustosData
import CustosModels
import CustosNetwork
import CustosPlatform

/// Trains a network as the original system does and keeps everything needed to resume.
///
/// The result depends on options, pictures and thread count alone, however often the run was
/// interrupted.
public final class Trainer {
  /// How a run ended.
  public enum Outcome: Equatable, Sendable {
    /// All epochs, or no improvement for too long.
    case finished
    /// Interrupted; the state is saved.
    case interrupted
  }

  /// Name of the file with the best weights.
  public static let modelFile = "model.safetensors"
  /// Name of the file that a run is resumed from.
  public static let stateFile = "state.safetensors"

  /// Folder of the results.
  public let output: String
  /// The layers.
  public let graph: Graph
  /// The weights as they are now.
  public let parameters: Parameters
  private let data: TrainingData
  private let network: Network
  private let validator: FloatClassifier
  private let optimizer: Optimizer
  private let classWeights: [Float]
  private var state: TrainingState

  /// Prepares a new run with freshly drawn weights.
  public init(
    options: TrainingOptions, data: TrainingData, dataFolder: String, output: String,
    pool: ThreadPool
  ) throws {
    let rate = options.learningRate ?? options.optimizer.defaultLearningRate
    let state = TrainingState(
      options: options, labels: data.labels, trainingDigest: data.training.digest,
      validationDigest: data.validation.digest, dataFolder: dataFolder,
      schedule: Schedule(
        learningRate: rate, patience: options.patience,
        stoppingPatience: options.stoppingPatience))
    self.state = state
    self.data = data
    self.output = output
    graph = try ModelConfiguration.named(options.modelName).graph(
      height: options.height, width: options.width, classCount: data.labels.count)
    parameters = Parameters(graph: graph)
    var generator = SeededGenerator(seed: options.seed, stream: Stream.weights)
    parameters.initialize(using: &generator)
    network = Network(
      graph: graph, parameters: parameters, batchSize: options.batchSize, mode: .training,
      pool: pool)
    validator = FloatClassifier(
      graph: graph, parameters: parameters, labels: data.labels, batchSize: options.batchSize,
      pool: pool)
    optimizer = Optimizer(kind: options.optimizer, parameters: parameters, pool: pool)
    classWeights = options.classWeights.weights(counts: data.training.list.counts)
  }

  /// Prepares the continuation of the run in `output`.
  public convenience init(
    resuming output: String, options: TrainingOptions, data: TrainingData, dataFolder: String,
    pool: ThreadPool
  ) throws {
    try self.init(
      options: options, data: data, dataFolder: dataFolder, output: output, pool: pool)
    let path = Path.join(output, Self.stateFile)
    let (saved, file) = try TrainingState.read(from: path)
    guard
      saved.labels == data.labels && saved.trainingDigest == data.training.digest
        && saved.validationDigest == data.validation.digest
    else {
      throw TrainingError.badFile(
        path: path,
        reason:
          "its run has other training or validation pictures than those in \(dataFolder); give the "
          + "same data or start a new run.")
    }
    try saved.restore(file, path: path, parameters: parameters, optimizer: optimizer)
    state = saved
    state.options = options
    state.dataFolder = dataFolder
  }

  /// The options and the data folder of the run in a folder.
  public static func savedRun(
    in output: String
  ) throws -> (options: TrainingOptions, dataFolder: String) {
    let path = Path.join(output, stateFile)
    guard FileSystem.kind(of: path) == .file else { throw TrainingError.nothingToResume(output) }
    let (state, _) = try TrainingState.read(from: path)
    return (state.options, state.dataFolder)
  }

  /// The epochs that are done.
  public var history: [EpochRecord] { state.history }
  /// The best validation accuracy up to now.
  public var bestAccuracy: Double? { state.schedule.bestAccuracy }
  /// The epoch of the best validation accuracy, 0 if none is done.
  public var bestEpoch: Int { state.schedule.bestEpoch }
  /// Time of the whole run, interruptions left out.
  public var runSeconds: Double { state.runSeconds }

  /// Trains until the end or until `shouldStop` says so, which is asked after each batch.
  ///
  /// - Throws: `TrainingError.diverged` when the loss or a weight gets NaN or infinite.
  public func run(observer: TrainingObserver?, shouldStop: () -> Bool) throws -> Outcome {
    while !state.isFinished && state.epoch <= state.options.epochs {
      if try trainEpoch(observer: observer, shouldStop: shouldStop) == .interrupted {
        try requireFiniteState()
        try save()
        return .interrupted
      }
      try finishEpoch(observer: observer)
    }
    return .finished
  }

  private func trainEpoch(
    observer: TrainingObserver?, shouldStop: () -> Bool
  ) throws -> Outcome {
    let options = state.options
    var order = Array(0..<data.training.count)
    var generator = SeededGenerator(seed: options.seed, stream: Stream.order(state.epoch))
    generator.shuffle(&order)
    let loader = BatchLoader(
      data.training, order: order, batchSize: options.batchSize,
      augmentation: .init(
        zoom: options.zoom, photo: options.photo, seed: options.seed, epoch: state.epoch),
      first: state.batch)
    let start = MonotonicClock.nanoseconds
    let before = (seconds: state.epochSeconds, run: state.runSeconds, images: state.imageCount)
    while let batch = try loader.next() {
      try step(batch)
      let seconds = Double(MonotonicClock.nanoseconds - start) * 1e-9
      state.epochSeconds = before.seconds + seconds
      state.runSeconds = before.run + seconds
      observer?.didFinishBatch(
        TrainingProgress(
          epoch: state.epoch, epochCount: options.epochs, imageCount: state.imageCount,
          totalCount: order.count, seconds: seconds,
          recentCount: state.imageCount - before.images,
          loss: state.lossSum / Double(state.imageCount),
          accuracy: Double(state.correctCount) / Double(state.imageCount)))
      if shouldStop() { return .interrupted }
    }
    return .finished
  }

  private func step(_ batch: Batch) throws {
    let count = batch.labels.count
    network.load(batch)
    network.forward(count: count, training: true)
    let loss = network.crossEntropy(
      labels: batch.labels, weights: batch.labels.map { classWeights[$0] }, backward: true)
    guard loss.sum.isFinite else {
      throw TrainingError.diverged(what: "the loss", epoch: state.epoch)
    }
    let squares = optimizer.step(
      parameters, gradient: network.gradientBlock, learningRate: state.schedule.learningRate,
      penalty: state.options.penalty)
    state.lossSum += (loss.mean + Double(state.options.penalty) * squares) * Double(count)
    state.correctCount += loss.correctCount
    state.imageCount += count
    state.batch += 1
    state.stepCount = optimizer.stepCount
  }

  private func finishEpoch(observer: TrainingObserver?) throws {
    let start = MonotonicClock.nanoseconds
    try requireFiniteState()
    let validation = try validator.measure(data.validation)
    let penalty = Double(state.options.penalty) * parameters.kernelSquares()
    guard (validation.loss + penalty).isFinite else {
      throw TrainingError.diverged(what: "the validation loss", epoch: state.epoch)
    }
    let seconds = Double(MonotonicClock.nanoseconds - start) * 1e-9
    state.runSeconds += seconds
    state.history.append(
      EpochRecord(
        epoch: state.epoch, trainingLoss: state.lossSum / Double(state.imageCount),
        trainingAccuracy: Double(state.correctCount) / Double(state.imageCount),
        validationLoss: validation.loss + penalty, validationAccuracy: validation.accuracy,
        learningRate: Double(state.schedule.learningRate), seconds: state.epochSeconds + seconds))
    let previousBest = state.schedule.bestAccuracy
    let decision = state.schedule.finish(epoch: state.epoch, accuracy: validation.accuracy)
    if decision.isBest { try writeModel() }
    state.epoch += 1
    state.batch = 0
    (state.lossSum, state.correctCount, state.imageCount, state.epochSeconds) = (0, 0, 0, 0)
    state.isFinished = decision.stops
    try save()
    try observer?.didFinishEpoch(state.history, decision: decision, previousBest: previousBest)
  }

  /// What is not finite must not replace what was saved before.
  private func requireFiniteState() throws {
    if let broken = parameters.firstNonFinite() {
      throw TrainingError.diverged(what: "a weight of \(broken.name)", epoch: state.epoch)
    }
    guard state.lossSum.isFinite else {
      throw TrainingError.diverged(what: "the loss", epoch: state.epoch)
    }
  }

  private func writeModel() throws {
    guard let configuration = ModelConfiguration(rawValue: state.options.modelName) else { return }
    let model = TrainedModel(
      configuration: configuration, graph: graph, parameters: parameters, labels: data.labels,
      metadata: ["training_digest": CRC32.text(of: data.training.digest)])
    try model.write(to: Path.join(output, Self.modelFile), replacing: true)
  }

  private func save() throws {
    try state.write(
      to: Path.join(output, Self.stateFile), parameters: parameters, optimizer: optimizer)
  }
}
