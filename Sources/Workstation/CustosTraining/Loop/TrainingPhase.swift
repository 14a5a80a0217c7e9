import CustosNetwork
import CustosPlatform
import CustosWeights

/// What a run works with for as long as the same tensors are trained: weights, optimiser and networks.
///
/// Which tensors are trained decides about the layout of the weights and about what the networks keep
/// in memory, so that unfreezing makes all of it anew.
struct TrainingPhase {
  /// Whether the layers that were frozen at the start are trained.
  let isUnfrozen: Bool
  let parameters: Parameters
  let optimizer: Optimizer
  /// Runs forward and backward.
  let network: Network
  /// Runs the averaged weights, where there are, else the weights themselves.
  let validator: Network

  /// Makes room; all weights are zero.
  ///
  /// - Parameters:
  ///   - isUnfrozen: whether the frozen layers are trained by now.
  ///   - stepsPerEpoch: batches of an epoch.
  /// - Throws: `PlatformError.outOfMemory`; `TrainingError.usage` as `frozenTensors(of:)`.
  init(
    _ options: TrainingOptions, graph: Graph, isUnfrozen: Bool, stepsPerEpoch: Int,
    pool: ThreadPool, communicator: any Communicator
  ) throws {
    self.isUnfrozen = isUnfrozen
    let isFrozen = try options.frozenTensors(of: graph)
    parameters =
      isUnfrozen
      ? try Parameters(graph: graph) : try Parameters(graph: graph, isFrozen: isFrozen)
    let head = Set(graph.headParameters.map(\.name))
    let unfrozenStep = (options.unfreezeAfter ?? 0) * stepsPerEpoch
    optimizer = try Optimizer(
      kind: options.optimizer, parameters: parameters, pool: pool,
      weightDecay: options.weightDecay, averageDecay: options.averageDecay
    ) { parameter in
      Optimizer.TensorRule(
        rateFactor: head.contains(parameter.name) ? 1 : options.bodyRate ?? 1,
        firstStep: isUnfrozen && isFrozen(parameter) ? unfrozenStep : 0)
    }
    let shard = communicator.shard(of: options.shards)
    network = try Network(
      graph: graph, parameters: parameters,
      batchSize: max(1, shard.range(of: options.batchSize).count), mode: .training,
      pool: pool, convolutions: options.convolutions, recomputing: options.recomputing,
      communicator: communicator,
      shards: options.shards.map { _ in ShardTree(shard, single: options.wire == .bfloat16) },
      wholeBatchSize: options.shards.map { _ in options.batchSize }, wire: options.wire ?? .float32)
    validator = try Network(
      graph: graph, parameters: optimizer.average ?? parameters, batchSize: options.batchSize,
      mode: .inference, pool: pool, convolutions: options.convolutions,
      shards: options.shards.map { ShardTree(count: $0) })
  }

  /// Bytes that all of it takes.
  var byteCount: Int { stateByteCount + network.byteCount + validator.byteCount }

  /// Bytes of weights and running values, as they are also saved.
  var stateByteCount: Int { parameters.values.byteCount + optimizer.byteCount }

  /// Takes over what a phase with other frozen tensors has come to.
  func takeOver(_ other: TrainingPhase) {
    parameters.copyTensors(of: other.parameters)
    optimizer.takeOver(other.optimizer, old: other.parameters, new: parameters)
  }
}
