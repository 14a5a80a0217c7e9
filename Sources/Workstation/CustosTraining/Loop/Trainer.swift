import CustosArchitectures
import CustosDataSet
import CustosEvaluation
import CustosLoading
public import CustosNetwork
public import CustosPlatform
import CustosSupport
public import CustosWeights

/// Trains a network for a task as the original system does and keeps everything needed to resume.
///
/// The result depends on options, samples, thread count and number of processes alone, however often
/// the run was interrupted. Of several processes each has its own trainer; rank 0 alone writes files.
public final class Trainer {
  /// How a run ended.
  public enum Outcome: Equatable, Sendable {
    /// All epochs, or no improvement for too long.
    case finished
    /// Interrupted; the state is saved.
    case interrupted
  }

  /// Folder of the results.
  public let output: String
  /// The layers.
  public let graph: Graph
  /// The weights as they are now.
  public let parameters: Parameters
  let task: any TrainingTask
  let communicator: any Communicator
  let optimizer: Optimizer
  var state: TrainingState
  /// What became of the weights that the run began with; nil where all were drawn.
  public let loadedWeights: LoadedWeights?
  /// Validation accuracy of the model file that a resumed run has found.
  var foundAccuracy: Double?
  private let network: Network
  /// Runs the averaged weights, where there are, else the weights themselves.
  private let validator: Network
  private var lastSave = MonotonicClock.nanoseconds

  /// Prepares a new run with freshly drawn weights, or with given ones where there are any.
  ///
  /// - Throws: `TrainingError.usage` when the options do not fit the network or the processes, and
  ///   what the task throws; `WeightsError` when the given weights cannot be read.
  public init(
    options: TrainingOptions, task: any TrainingTask, dataFolder: String, output: String,
    pool: ThreadPool, communicator: any Communicator = SingleProcess(),
    weights: StartingWeights? = nil
  ) throws {
    let rate = options.learningRate ?? options.optimizer.defaultLearningRate
    let identity = task.identity
    state = TrainingState(
      options: options, labels: identity.labels, trainingDigest: identity.trainingDigest,
      validationDigest: identity.validationDigest, dataFolder: dataFolder,
      rates: RateSchedule(
        options.schedule, firstRate: rate, lastRate: options.finalRate,
        warmUpEpochs: options.warmUpEpochs, epochs: options.epochs,
        stepsPerEpoch: (task.sampleCount + options.batchSize - 1) / options.batchSize),
      schedule: EpochRule(
        learningRate: rate, lowersRate: options.schedule == .plateau, patience: options.patience,
        stoppingPatience: options.stoppingPatience))
    self.task = task
    self.communicator = communicator
    self.output = output
    try Self.requireShares(options, sampleCount: task.sampleCount, communicator)
    graph = try task.graph(for: options)
    parameters = try Parameters(graph: graph, isFrozen: options.frozenTensors(of: graph))
    var generator = SeededGenerator(seed: options.seed, stream: Stream.weights)
    parameters.initialize(using: &generator)
    loadedWeights = try weights?.load(into: parameters, of: graph, labels: identity.labels)
    network = try Network(
      graph: graph, parameters: parameters,
      batchSize: communicator.shard.range(of: options.batchSize).count, mode: .training,
      pool: pool, convolutions: options.convolutions, recomputing: options.recomputing,
      communicator: communicator)
    optimizer = try Optimizer(
      kind: options.optimizer, parameters: parameters, pool: pool,
      weightDecay: options.weightDecay, averageDecay: options.averageDecay)
    validator = try Network(
      graph: graph, parameters: optimizer.average ?? parameters, batchSize: options.batchSize,
      mode: .inference, pool: pool, convolutions: options.convolutions)
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
  public func run(observer: (any TrainingObserver)?, shouldStop: () -> Bool) throws -> Outcome {
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
    observer: (any TrainingObserver)?, shouldStop: () -> Bool
  ) throws -> Outcome {
    let options = state.options
    var order = Array(0..<task.sampleCount)
    var generator = SeededGenerator(seed: options.seed, stream: Stream.order(state.epoch))
    generator.shuffle(&order)
    let plan = EpochPlan(
      number: state.epoch, order: order, batchSize: options.batchSize, firstBatch: state.batch,
      shard: communicator.shard)
    let batches = task.batches(of: plan, options)
    let start = MonotonicClock.nanoseconds
    let before = (
      seconds: state.epochSeconds, stalled: state.stalledSeconds, run: state.runSeconds,
      images: state.imageCount
    )
    while let batch = try batches.next() {
      try step(batch, plan)
      let seconds = Double(MonotonicClock.nanoseconds - start) * 1e-9
      state.epochSeconds = before.seconds + seconds
      state.stalledSeconds = before.stalled + batches.stalledSeconds
      state.runSeconds = before.run + seconds
      observer?.didFinishBatch(
        TrainingProgress(
          epoch: state.epoch, epochCount: options.epochs, imageCount: state.imageCount,
          totalCount: order.count, seconds: seconds,
          stalledSeconds: batches.stalledSeconds,
          recentCount: state.imageCount - before.images,
          loss: state.lossSum / Double(state.imageCount),
          accuracy: state.correctCount / Double(state.imageCount)))
      if try agree(shouldStop()) { return .interrupted }
      if isSaveDue { try save() }
    }
    return .finished
  }

  private func step(_ batch: any TrainingBatch, _ plan: EpochPlan) throws {
    let options = state.options
    let count = plan.count(ofBatch: state.batch)
    batch.load(into: network)
    network.forward(count: batch.count, of: count, training: true)
    let loss = batch.lossAndGradient(network)
    let sums = try communicator.sum([loss.sum, loss.score])
    guard sums[0].isFinite else { throw divergence(in: loss, plan) }
    try network.backward()
    try communicator.sum(network.gradientBlock)
    let squares = optimizer.step(
      parameters, gradient: network.gradientBlock, learningRate: rate(step: optimizer.stepCount),
      penalty: options.penalty)
    state.lossSum += (sums[0] / Double(count) + Double(options.penalty) * squares) * Double(count)
    state.correctCount += sums[1]
    state.imageCount += count
    state.batch += 1
    state.stepCount = optimizer.stepCount
  }

  /// Whether any of the processes says so.
  private func agree(_ answer: Bool) throws -> Bool {
    try communicator.sum([answer ? 1 : 0])[0] > 0
  }

  private func rate(step: Int) -> Float {
    state.rates.rate(step: step, plateauRate: state.schedule.learningRate)
  }

  private func finishEpoch(observer: (any TrainingObserver)?) throws {
    let start = MonotonicClock.nanoseconds
    try requireFiniteState()
    let validation = try task.validate(validator)
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
        trainingAccuracy: state.correctCount / Double(state.imageCount),
        validationLoss: validation.loss + penalty, validationAccuracy: validation.score,
        learningRate: Double(rate(step: optimizer.stepCount - 1)),
        seconds: state.epochSeconds + seconds, stalledSeconds: state.stalledSeconds))
    let previousBest = state.schedule.bestAccuracy
    var decision = state.schedule.finish(epoch: state.epoch, accuracy: validation.score)
    if decision.isBest { decision.isBest = try writeModel(accuracy: validation.score) }
    state.epoch += 1
    state.batch = 0
    (state.lossSum, state.correctCount, state.imageCount) = (0, 0, 0)
    (state.epochSeconds, state.stalledSeconds) = (0, 0)
    state.isFinished = decision.stops
    try save()
    try observer?.didFinishEpoch(state.history, decision: decision, previousBest: previousBest)
  }

  /// Each process needs a share of every batch: an empty one has no statistics and no gradients.
  private static func requireShares(
    _ options: TrainingOptions, sampleCount: Int, _ communicator: any Communicator
  ) throws(TrainingError) {
    let rest = sampleCount % options.batchSize
    let least = rest == 0 ? options.batchSize : rest
    guard least < communicator.size else { return }
    throw .usage(
      "\(sampleCount) samples in batches of \(options.batchSize) leave a batch of \(least), fewer "
        + "than the \(communicator.size) processes; choose another --batch-size.")
  }

  private var isSaveDue: Bool {
    let minutes = state.options.checkpointMinutes
    return minutes > 0
      && Double(MonotonicClock.nanoseconds - lastSave) * 1e-9 >= minutes * 60
  }

  private func save() throws {
    if communicator.rank == 0 { try writeState() }
    lastSave = MonotonicClock.nanoseconds
  }
}
