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
  let task: any TrainingTask
  let communicator: any Communicator
  var state: TrainingState
  /// What became of the weights that the run began with; nil where all were drawn.
  public let loadedWeights: LoadedWeights?
  /// Validation accuracy of the model file that a resumed run has found.
  var foundAccuracy: Double?
  private let pool: ThreadPool
  private var phase: TrainingPhase
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
    let stepsPerEpoch = (task.sampleCount + options.batchSize - 1) / options.batchSize
    state = TrainingState(
      options: options, labels: identity.labels, trainingDigest: identity.trainingDigest,
      validationDigest: identity.validationDigest, teacherDigest: identity.teacherDigest,
      dataFolder: dataFolder,
      rates: Self.rates(of: options, stepsPerEpoch: stepsPerEpoch),
      schedule: EpochRule(
        learningRate: rate, lowersRate: options.schedule == .plateau, patience: options.patience,
        stoppingPatience: options.stoppingPatience))
    self.task = task
    self.communicator = communicator
    self.pool = pool
    self.output = output
    try Self.requireShares(options, sampleCount: task.sampleCount, communicator)
    graph = try task.graph(for: options)
    phase = try TrainingPhase(
      options, graph: graph, isUnfrozen: false, stepsPerEpoch: stepsPerEpoch, pool: pool,
      communicator: communicator)
    var generator = SeededGenerator(seed: options.seed, stream: Stream.weights)
    phase.parameters.initialize(using: &generator)
    loadedWeights = try weights?.load(into: phase.parameters, of: graph, labels: identity.labels)
  }

  /// What the run was asked for, with the epochs that were planned.
  public var options: TrainingOptions { state.options }
  /// The weights as they are now.
  public var parameters: Parameters { phase.parameters }
  var optimizer: Optimizer { phase.optimizer }
  var network: Network { phase.network }
  /// Runs the averaged weights, where there are, else the weights themselves.
  var validator: Network { phase.validator }
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
    let plan = epochPlan()
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
          totalCount: plan.order.count, seconds: seconds,
          stalledSeconds: batches.stalledSeconds,
          recentCount: state.imageCount - before.images,
          loss: state.lossSum / Double(state.imageCount),
          accuracy: state.correctCount / Double(state.imageCount)))
      let (stops, saves) = try agree(shouldStop(), isSaveDue)
      if stops { return .interrupted }
      if saves { try save() }
    }
    return .finished
  }

  /// The samples of the epoch under way that are not done.
  func epochPlan() -> EpochPlan {
    let options = state.options
    var order = Array(0..<task.sampleCount)
    var generator = SeededGenerator(seed: options.seed, stream: Stream.order(state.epoch))
    generator.shuffle(&order)
    return EpochPlan(
      number: state.epoch, order: order, batchSize: options.batchSize, firstBatch: state.batch,
      shard: communicator.shard(of: options.shards))
  }

  private func step(_ batch: any TrainingBatch, _ plan: EpochPlan) throws {
    let count = plan.count(ofBatch: state.batch)
    let (loss, score) = try update(batch, count: count, plan)
    state.lossSum += loss * Double(count)
    state.correctCount += score
    state.imageCount += count
    state.batch += 1
    state.stepCount = optimizer.stepCount
  }

  /// Changes the weights by the gradient of a batch of `count` samples of all processes.
  ///
  /// - Returns: the mean loss, L2 penalty included, and the sum of the scores.
  func update(
    _ batch: any TrainingBatch, count: Int, _ plan: EpochPlan
  ) throws -> (loss: Double, score: Double) {
    let options = state.options
    let network = phase.network
    batch.load(into: network)
    network.forward(count: batch.count, of: count, training: true)
    let loss = batch.lossAndGradient(network)
    let sums = try total(loss, count: count)
    guard sums[0].isFinite else { throw divergence(in: loss, plan) }
    try network.backwardOverBatch()
    if let limit = options.clipNorm { optimizer.clip(network.gradientBlock, to: limit) }
    let squares = optimizer.step(
      parameters, gradient: network.gradientBlock, learningRate: rate(step: optimizer.stepCount),
      penalty: options.penalty)
    return (sums[0] / Double(count) + Double(options.penalty) * squares, sums[1])
  }

  /// The loss and the score of all processes' images; with shards in the order of the images, so that the number
  /// of processes does not matter.
  private func total(_ loss: BatchLoss, count: Int) throws -> [Double] {
    guard state.options.shards != nil, loss.images.count == loss.imageCount else {
      return try communicator.sum([loss.sum, loss.score])
    }
    var numbers = [Double](repeating: 0, count: count + 1)
    let own = communicator.shard(of: state.options.shards).range(of: count)
    numbers.replaceSubrange(own, with: loss.images)
    numbers[count] = loss.score
    numbers = try communicator.sum(numbers)
    return [numbers.dropLast().reduce(0, +), numbers[count]]
  }

  /// Whether any of the processes has to stop, and whether rank 0 is to save.
  private func agree(_ stops: Bool, _ saves: Bool) throws -> (stops: Bool, saves: Bool) {
    let answers = try communicator.sum([
      stops ? 1 : 0, communicator.rank == 0 && saves ? 1 : 0,
    ])
    return (answers[0] > 0, answers[1] > 0)
  }

  /// The learning rates of a run.
  static func rates(of options: TrainingOptions, stepsPerEpoch: Int) -> RateSchedule {
    RateSchedule(
      options.schedule, firstRate: options.learningRate ?? options.optimizer.defaultLearningRate,
      lastRate: options.finalRate, warmUpEpochs: options.warmUpEpochs, epochs: options.epochs,
      stepsPerEpoch: stepsPerEpoch)
  }

  private func rate(step: Int) -> Float {
    state.rates.rate(step: step, plateauRate: state.schedule.learningRate)
  }

  private func finishEpoch(observer: (any TrainingObserver)?) throws {
    let start = MonotonicClock.nanoseconds
    try requireFiniteState()
    try measureStatistics()
    let validation = try task.validate(validator, with: communicator)
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
    try unfreezeIfDue()
    try save()
    try observer?.didFinishEpoch(state.history, decision: decision, previousBest: previousBest)
  }

  /// Makes the memory anew when the epoch under way is the first one in which all layers are trained.
  func unfreezeIfDue() throws {
    guard state.options.isUnfrozen(inEpoch: state.epoch), !phase.isUnfrozen else { return }
    let next = try TrainingPhase(
      state.options, graph: graph, isUnfrozen: true, stepsPerEpoch: stepsPerEpoch,
      pool: pool, communicator: communicator)
    next.takeOver(phase)
    phase = next
  }

  /// Each process needs shards, or without such a share of every batch.
  private static func requireShares(
    _ options: TrainingOptions, sampleCount: Int, _ communicator: any Communicator
  ) throws(TrainingError) {
    let rest = sampleCount % options.batchSize
    let least = rest == 0 ? options.batchSize : rest
    if let shards = options.shards {
      guard communicator.size > shards else { return }
      throw .usage(
        "\(communicator.size) processes share batches of \(shards) shards; start no more of them, or a run "
          + "with as many --shards.")
    }
    guard least < communicator.size else { return }
    throw .usage(
      "\(sampleCount) samples in batches of \(options.batchSize) leave a batch of \(least), fewer "
        + "than the \(communicator.size) processes; choose another --batch-size.")
  }

  /// Batches of an epoch.
  var stepsPerEpoch: Int {
    (task.sampleCount + state.options.batchSize - 1) / state.options.batchSize
  }

  private var isSaveDue: Bool {
    let minutes = state.options.checkpointMinutes
    return minutes > 0
      && Double(MonotonicClock.nanoseconds - lastSave) * 1e-9 >= minutes * 60
  }

  private func save() throws {
    let errors = try phase.network.gatherRoundingErrors()
    if communicator.rank == 0 { try writeState(errors) }
    lastSave = MonotonicClock.nanoseconds
  }
}
