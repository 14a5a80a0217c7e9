import CCustosFloatKernels
public import CustosPlatform

/// A graph with weights and memory: runs batches of images forward and backward in float32.
///
/// Activations are `[N, H, W, C]`. All buffers are made once, for `batchSize` images; smaller
/// batches use part of them. Results depend on weights, input, batch size and thread count alone.
/// A network is used by one thread at a time; its thread pool shares out the work.
public final class Network {
  /// What the buffers are made for.
  public enum Mode: Sendable {
    /// Forward and backward; what the backward pass does not need is not kept.
    case training
    /// Forward with as little memory as possible: only the results can be read afterwards.
    case inference
    /// Forward with every layer's output kept, for calibration.
    case observation
  }

  /// The layers.
  public let graph: Graph
  /// The weights; may be shared with other networks of the same graph.
  public let parameters: Parameters
  /// The most images of a batch.
  public let batchSize: Int
  /// What the buffers are made for.
  public let mode: Mode
  /// Images of the last forward pass.
  public private(set) var imageCount = 0
  /// Images of the batch that these are a share of: those of all processes.
  public private(set) var batchImageCount = 0
  /// The processes that share each batch.
  public let communicator: any Communicator
  /// Along which sums over images are formed, so that threads and processes do not matter; nil to form them
  /// in the way that is fastest for the number of threads.
  public let shards: ShardTree?
  /// The most shards over which blocks of a kernel's gradient are summed at once.
  let mostCachedShards: Int
  /// The own shards' images of the last forward pass, as places among the own images.
  var shardImages: [Range<Int>] = []
  let pool: ThreadPool
  let plan: ActivationPlan
  /// Outputs and gradients of all layers.
  let memory: FloatBuffer
  let parameterGradients: FloatBuffer
  let scratch: Scratch
  let algorithms: ConvolutionAlgorithms
  /// For each batch normalisation whether it is frozen and uses its stored statistics.
  let usesStoredStatistics: [Bool]
  var hasGradient: [Bool]
  /// What rounding the gradients has lost; nil where they travel as they are.
  let errors: RoundingErrors?
  /// Adds gradients up while others are computed.
  var exchange: GradientExchange?
  /// Why the processes could not add up their sums; all that was computed since is invalid.
  var communicationFailure: CommunicationError?
  /// Whether outputs are read where the backward pass finds them.
  var runsBackward = false
  var normalizations: [Int: NormalizationState] = [:]
  /// The share of their stored statistics that batch normalisations keep in a step; nil for each
  /// layer's own momentum.
  var statisticsMomentum: Float?
  /// The time of each layer since `timeLayers()`; nil before.
  public internal(set) var layerTimes: LayerTimes?

  /// Makes the buffers for batches of up to `batchSize` images.
  ///
  /// With `recomputing`, training computes the outputs of batch normalisations with a ReLU a second
  /// time in the backward pass instead of keeping them: the same bits in about half the memory,
  /// with residual blocks two thirds. With a communicator of several processes, batch
  /// normalisations use the statistics of the whole batch.
  ///
  /// - Parameters:
  ///   - shards: along which sums over images are formed.
  ///   - wholeBatchSize: images of the largest batch where several processes share it, by which all choose
  ///     the same algorithms; nil where it is `batchSize`.
  ///   - wire: how gradients travel between processes; rounding them needs `shards`, each of which is kept apart
  ///     by `ShardTree(_:single:)`.
  ///   - mostCachedShards: the most shards over which blocks of a kernel's gradient are summed at once, for
  ///     tests: no result depends on it.
  /// - Throws: `PlatformError.outOfMemory`.
  public init(
    graph: Graph, parameters: Parameters, batchSize: Int, mode: Mode, pool: ThreadPool,
    convolutions: ConvolutionChoice = .fastest, recomputing: Bool = false,
    communicator: any Communicator = SingleProcess(), shards: ShardTree? = nil,
    wholeBatchSize: Int? = nil, wire: WireFormat = .float32, mostCachedShards: Int = .max
  ) throws(PlatformError) {
    precondition(batchSize > 0, "a batch has at least one image")
    self.graph = graph
    self.parameters = parameters
    self.batchSize = batchSize
    self.mode = mode
    self.pool = pool
    self.communicator = communicator
    self.shards = shards
    self.mostCachedShards = mostCachedShards
    plan = ActivationPlan(
      graph: graph, parameters: parameters, mode: mode, batchSize: batchSize,
      recomputing: recomputing)
    usesStoredStatistics = graph.nodes.indices.map { index in
      guard case .batchNormalization = graph.nodes[index].operation else { return false }
      return !parameters.isTrained(index)
    }
    memory = try FloatBuffer(count: plan.count)
    parameterGradients = try FloatBuffer(
      count: mode == .training ? (shards?.nodes.count ?? 1) * parameters.trainableCount : 0)
    algorithms = ConvolutionAlgorithms(
      graph: graph, choice: convolutions, batchSize: wholeBatchSize ?? batchSize,
      training: mode == .training)
    if let shards, mode == .training, wire == .bfloat16 {
      precondition(shards.nodes.count == shards.shard.indices.count, "shards are kept apart")
      errors = try RoundingErrors(shards.shard, count: parameters.trainableCount)
    } else {
      errors = nil
    }
    scratch = try Scratch(
      graph: graph, batchSize: batchSize, threads: pool.threadCount, training: mode == .training,
      algorithms: algorithms, shards: shards)
    hasGradient = [Bool](repeating: false, count: graph.nodes.count)
    for (index, node) in graph.nodes.enumerated() {
      if case .batchNormalization = node.operation {
        normalizations[index] = try NormalizationState(channels: node.shape.channels)
      }
    }
  }

  // Its thread works on this network's memory.
  deinit { exchange = nil }

  /// Floats of one image, `H * W * C` of the input.
  public var imageSize: Int { graph.nodes[0].shape.count }

  /// Bytes that it takes beside the weights.
  package var byteCount: Int {
    memory.byteCount + parameterGradients.byteCount + scratch.byteCount + (errors?.byteCount ?? 0)
  }

  /// Puts an image into a place of the next batch: bytes `[H, W, C]`, taken as 0...255.
  public func load(_ pixels: [UInt8], at place: Int) {
    precondition(pixels.count == imageSize && place < batchSize, "the image fits the network")
    pixels.withUnsafeBufferPointer { source in
      custos_f32_from_u8(source.baseAddress, imageSize, value(0) + place * imageSize)
    }
  }

  /// Puts an image into a place of the next batch: floats `[H, W, C]`.
  public func load(_ pixels: [Float], at place: Int) {
    precondition(pixels.count == imageSize && place < batchSize, "the image fits the network")
    pixels.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      (value(0) + place * imageSize).update(from: base, count: imageSize)
    }
  }

  /// Puts the first `count` images of an array into the next batch: floats `[images, H, W, C]`.
  public func load(_ images: [Float], count: Int) {
    precondition(
      count <= batchSize && images.count >= count * imageSize, "the batch fits the network")
    images.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      value(0).update(from: base, count: count * imageSize)
    }
  }

  /// Gives access to the next batch's images, `[batchSize, H, W, C]`.
  public func withInput<Result>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    try body(UnsafeMutableBufferPointer(start: value(0), count: batchSize * imageSize))
  }

  /// Runs the first `count` loaded images through the layers.
  ///
  /// With `training`, batch normalisation uses the statistics of the batch and moves its running
  /// ones, unless it is frozen; else it uses the running ones.
  ///
  /// - Parameters:
  ///   - count: the images of this process, which may have none of a batch that is shared.
  ///   - batchCount: the images of the whole batch where they are shared by several processes; nil where
  ///     these are all.
  public func forward(count: Int, of batchCount: Int? = nil, training: Bool = false) {
    precondition(
      count <= batchSize && (count > 0 || batchCount ?? 0 > 0), "the batch fits the network")
    imageCount = count
    batchImageCount = batchCount ?? count
    precondition(batchImageCount >= count, "a share is no larger than its batch")
    if let shard = shards?.shard {
      let own = shard.range(of: batchImageCount)
      precondition(own.count == count, "the share is that of the shards")
      shardImages = shard.ranges(of: batchImageCount).map {
        $0.lowerBound - own.lowerBound..<$0.upperBound - own.lowerBound
      }
    }
    runsBackward = false
    for index in hasGradient.indices { hasGradient[index] = false }
    for index in graph.nodes.indices.dropFirst() {
      timed(index, .forward) { forward(index, training: training) }
    }
  }

  /// Runs the first `count` loaded images forward and measures the stored statistics of the batch
  /// normalisations afresh, one batch after the other; those of frozen ones stay.
  ///
  /// Behind batch `number`, counted from 0, the stored mean and variance of a channel are the plain
  /// means of the batches' means and unbiased variances, and nothing is left of what was stored
  /// before: "precise" batch normalisation (Wu and Johnson 2021, "Rethinking 'Batch' in BatchNorm").
  public func measureStatistics(count: Int, batch number: Int) {
    precondition(number >= 0, "batches are counted from 0")
    statisticsMomentum = Float(number) / Float(number + 1)
    defer { statisticsMomentum = nil }
    forward(count: count, training: true)
  }

  /// The output of a layer for the last forward pass, `[imageCount, H, W, C]`, valid until the next
  /// pass.
  ///
  /// - Returns: nil when the mode does not keep it: in `.inference` all but the input, the outputs
  ///   and their logits, in `.training` what the backward pass does not need, and after it all but
  ///   these.
  public func activation(of index: Int) -> UnsafeBufferPointer<Float>? {
    guard plan.isResult[index] || (plan.isReadable[index] && !runsBackward) else { return nil }
    return UnsafeBufferPointer(
      start: value(index), count: imageCount * graph.nodes[index].shape.count)
  }

  /// The first output for one image of the last forward pass, `[H, W, C]`.
  public func result(of image: Int) -> [Float] { result(of: image, graph.outputs[0]) }

  /// An output for one image of the last forward pass, `[H, W, C]`.
  public func result(of image: Int, _ output: Graph.Output) -> [Float] {
    precondition(image < imageCount, "the image is part of the batch")
    let count = graph.nodes[output.node].shape.count
    return Array(UnsafeBufferPointer(start: value(output.node) + image * count, count: count))
  }

  /// What a loss on an output reads, `[imageCount, H, W, C]`: the output's values for the last
  /// forward pass or, where it is a softmax, the logits that go into it. Valid until the next pass.
  public func scores(of output: Graph.Output) -> UnsafeBufferPointer<Float> {
    let node = graph.lossNode(of: output)
    return UnsafeBufferPointer(
      start: value(node), count: imageCount * graph.nodes[node].shape.count)
  }

  func forward(_ index: Int, training: Bool) {
    let node = graph.nodes[index]
    switch node.operation {
    case .input, .flatten: break
    case .pixelScaling(let scaling): forward(index, scaling)
    case .convolution(let convolution): forward(index, convolution)
    case .dense: forwardDense(index)
    case .batchNormalization(let normalization):
      forward(index, normalization, training: training && !usesStoredStatistics[index])
    case .relu:
      if plan.root[node.inputs[0]] != index { forwardRelu(index) }
    case .add(let scale): forwardAdd(index, scale: scale)
    case .concatenate: forwardConcatenate(index)
    case .zeroPadding(let padding): forward(index, padding)
    case .maxPool(let pool): forward(index, pool, maximum: true)
    case .averagePool(let pool): forward(index, pool, maximum: false)
    case .globalAveragePool: forward(index, globalPool(index), maximum: false)
    case .softmax: forwardSoftmax(index)
    }
  }

  func value(_ index: Int) -> UnsafeMutablePointer<Float> {
    memory.pointer + (runsBackward ? plan.backwardValues[index] : plan.values[index])
  }

  /// The window of global average pooling: the whole map.
  func globalPool(_ index: Int) -> PoolParameters {
    let map = graph.nodes[graph.nodes[index].inputs[0]].shape
    return PoolParameters(height: map.height, width: map.width, stride: 1, padding: Padding())
  }

  /// Calls `body` for equal parts of `0..<count`, in parallel where `count * unit` floats are worth
  /// it; `part` numbers them.
  func split(_ count: Int, unit: Int, _ body: (_ part: Int, _ range: Range<Int>) -> Void) -> Int {
    let work = WorkSplit(
      count: count, parts: count * unit < 32768 ? 1 : scratch.partCount)
    pool.run(work.parts) { part, _ in body(part, work[part]) }
    return work.parts
  }
}
