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
  let data: TrainingData
  let optimizer: Optimizer
  var state: TrainingState
  /// Validation accuracy of the model file that a resumed run has found.
  var foundAccuracy: Double?
  private let network: Network
  private let validator: FloatClassifier
  private let classWeights: [Float]
  private var lastSave = MonotonicClock.nanoseconds

  /// Prepares a new run with freshly drawn weights.
  public init(
    options: TrainingOptions, data: TrainingData, dataFolder: String, output: String,
    pool: ThreadPool
  ) throws {
    let rate = options.learningRate ?? options.optimizer.defaultLearningRate
    let state = TrainingState(
      options: options, labels: data.labels, trainingDigest: data.training.digest,
      validationDigest: data.validation.digest, dataFolder: dataFolder,
      rates: RateSchedule(
        options.schedule, firstRate: rate, lastRate: options.finalRate,
        warmUpEpochs: options.warmUpEpochs, epochs: options.epochs,
        stepsPerEpoch: (data.training.count + options.batchSize - 1) / options.batchSize),
      schedule: Schedule(
        learningRate: rate, lowersRate: options.schedule == .plateau, patience: options.patience,
        stoppingPatience: options.stoppingPatience))
    self.state = state
    self.data = data
    self.output = output
    graph = try ModelConfiguration.named(options.modelName).graph(
      height: options.height, width: options.width, classCount: data.labels.count)
    parameters = try Parameters(graph: graph)
    var generator = SeededGenerator(seed: options.seed, stream: Stream.weights)
    parameters.initialize(using: &generator)
    network = try Network(
      graph: graph, parameters: parameters, batchSize: options.batchSize, mode: .training,
      pool: pool, convolutions: options.convolutions, recomputing: options.recomputing)
    optimizer = try Optimizer(
      kind: options.optimizer, parameters: parameters, pool: pool,
      weightDecay: options.weightDecay, averageDecay: options.averageDecay)
    validator = try FloatClassifier(
      graph: graph, parameters: optimizer.average ?? parameters, labels: data.labels,
      batchSize: options.batchSize, pool: pool, convolutions: options.convolutions)
    classWeights = options.classWeights.weights(counts: data.training.list.counts)
  }

  /// The epochs that are done.
  public var history: [EpochRecord] { state.history }
  /// The best validation accuracy up to now.
  public var bestAccuracy: Double? { state.schedule.bestAccuracy }
  /// The epoch of the best validation accuracy, 0 if none is done.
  public var bestEpoch: Int { state.schedule.bestEpoch }
  /// Whether the schedule has ended the run before its last epoch.
  public var hasStoppedEarly: Bool { state.isFinished }
  /// Time of the whole run, interruptions left out.
  public var runSeconds: Double { state.runSeconds }

  /// Trains until the end or until `shouldStop` says so, which is asked after each batch.
  ///
  /// The state is saved at the start, so that the run can be resumed from then on, at the end of every
  /// epoch, every `checkpointMinutes` within one, and when `shouldStop` ends it. An observer that
  /// throws ends the run behind a saved epoch.
  ///
  /// - Throws: `TrainingError.diverged` when the loss or a weight gets NaN or infinite; what was saved
  ///   before stays.
  public func run(observer: TrainingObserver?, shouldStop: () -> Bool) throws -> Outcome {
    if optimizer.stepCount == 0 { try save() }
    while !state.isFinished && state.epoch <= state.options.epochs {
      if try trainEpoch(observer: observer, shouldStop: shouldStop) == .interrupted {
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
    let before = (
      seconds: state.epochSeconds, stalled: state.stalledSeconds, run: state.runSeconds,
      images: state.imageCount
    )
    while let batch = try loader.next() {
      try step(batch, order: order)
      let seconds = Double(MonotonicClock.nanoseconds - start) * 1e-9
      state.epochSeconds = before.seconds + seconds
      state.stalledSeconds = before.stalled + loader.stalledSeconds
      state.runSeconds = before.run + seconds
      observer?.didFinishBatch(
        TrainingProgress(
          epoch: state.epoch, epochCount: options.epochs, imageCount: state.imageCount,
          totalCount: order.count, seconds: seconds,
          stalledSeconds: loader.stalledSeconds,
          recentCount: state.imageCount - before.images,
          loss: state.lossSum / Double(state.imageCount),
          accuracy: Double(state.correctCount) / Double(state.imageCount)))
      if shouldStop() { return .interrupted }
      if isSaveDue { try save() }
    }
    return .finished
  }

  private func step(_ batch: Batch, order: [Int]) throws {
    let options = state.options
    let count = batch.labels.count
    network.load(batch)
    network.forward(count: count, training: true)
    let loss = network.crossEntropy(
      labels: batch.labels, weights: batch.labels.map { classWeights[$0] },
      smoothing: options.labelSmoothing, backward: true)
    guard loss.sum.isFinite else {
      throw divergence(in: loss, order: order)
    }
    let squares = optimizer.step(
      parameters, gradient: network.gradientBlock, learningRate: rate(step: optimizer.stepCount),
      penalty: options.penalty)
    state.lossSum += (loss.mean + Double(options.penalty) * squares) * Double(count)
    state.correctCount += loss.correctCount
    state.imageCount += count
    state.batch += 1
    state.stepCount = optimizer.stepCount
  }

  private func rate(step: Int) -> Float {
    state.rates.rate(step: step, plateauRate: state.schedule.learningRate)
  }

  private func finishEpoch(observer: TrainingObserver?) throws {
    let start = MonotonicClock.nanoseconds
    try requireFiniteState()
    let validation = try validator.measure(data.validation)
    let penalty =
      Double(state.options.penalty) * (optimizer.average ?? parameters).kernelSquares()
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
        learningRate: Double(rate(step: optimizer.stepCount - 1)),
        seconds: state.epochSeconds + seconds, stalledSeconds: state.stalledSeconds))
    let previousBest = state.schedule.bestAccuracy
    var decision = state.schedule.finish(epoch: state.epoch, accuracy: validation.accuracy)
    if decision.isBest { decision.isBest = try writeModel(accuracy: validation.accuracy) }
    state.epoch += 1
    state.batch = 0
    (state.lossSum, state.correctCount, state.imageCount) = (0, 0, 0)
    (state.epochSeconds, state.stalledSeconds) = (0, 0)
    state.isFinished = decision.stops
    try save()
    try observer?.didFinishEpoch(state.history, decision: decision, previousBest: previousBest)
  }

  private var isSaveDue: Bool {
    let minutes = state.options.checkpointMinutes
    return minutes > 0
      && Double(MonotonicClock.nanoseconds - lastSave) * 1e-9 >= minutes * 60
  }

  private func save() throws {
    try writeState()
    lastSave = MonotonicClock.nanoseconds
  }
}
