import CustosPlatform

extension Network {
  /// The gradient of the loss with respect to the trained weights after `backward`, laid out like
  /// the first `parameters.trainableCount` floats of the weights.
  public var gradientBlock: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(
      start: parameterGradients.pointer, count: parameters.trainableCount)
  }

  /// Returns a copy of the gradient of one trained tensor, or nil when there is none of this name.
  public func gradient(named name: String) -> [Float]? {
    guard mode == .training,
      let slot = parameters.slots.first(where: { $0.parameter.name == name }), slot.isTrained
    else { return nil }
    return Array(
      UnsafeBufferPointer(
        start: parameterGradients.pointer + slot.offset, count: slot.parameter.count))
  }

  /// Where a loss writes its gradient with respect to `scores(of:)`, `[imageCount, H, W, C]`, all of
  /// it, once for each forward pass; valid until `backward()`.
  ///
  /// The gradient is that of the mean over the whole batch, `batchImageCount` images. An output that
  /// no loss asks for has no part in the gradients.
  public func startGradient(of output: Graph.Output) -> UnsafeMutableBufferPointer<Float> {
    precondition(mode == .training, "only a network made for training runs backward")
    let node = graph.lossNode(of: output)
    precondition(!hasGradient[plan.root[node]], "each output has one loss")
    hasGradient[plan.root[node]] = true
    return UnsafeMutableBufferPointer(
      start: gradient(node), count: imageCount * graph.nodes[node].shape.count)
  }

  /// Computes the gradients of all trained weights from those that losses have written at outputs; the
  /// forward pass must have run with `training`.
  ///
  /// With several processes these are the gradients of the process's own images, whose sum over the
  /// processes, see `backwardOverBatch()`, is that of the batch.
  ///
  /// - Throws: why the statistics could not be added up over the processes.
  public func backward() throws(CommunicationError) { try backward(nil) }

  /// The same, then adds the gradients up over all processes, so that `gradientBlock` is the gradient of the
  /// batch: those of later layers travel while those of earlier ones are computed.
  ///
  /// - Throws: `CommunicationError`; `PlatformError` for want of a thread.
  public func backwardOverBatch() throws {
    guard communicator.size > 1 || errors != nil else { return try backward() }
    if exchange == nil {
      exchange = try GradientExchange(
        TreeSum(
          communicator, shards ?? ShardTree(communicator.shard()),
          count: parameters.trainableCount, on: .gradients, errors: errors),
        parameterGradients.pointer, count: parameters.trainableCount)
    }
    try backward { [exchange] in exchange?.add(from: $1.lowerBound) }
    let start = MonotonicClock.nanoseconds
    try exchange?.finish()
    errors?.isWhole = false
    communicator.waitedSeconds += Double(MonotonicClock.nanoseconds - start) * 1e-9
  }

  /// The same as `backward()`; calls `didFinish` behind each layer with trained weights, from the last to the
  /// first, with its index and where its gradients lie in `gradientBlock`: they are final.
  func backward(
    _ didFinish: ((_ layer: Int, _ gradients: Range<Int>) -> Void)?
  ) throws(CommunicationError) {
    precondition(mode == .training, "only a network made for training runs backward")
    runsBackward = true
    for index in graph.nodes.indices.reversed() where index >= plan.firstTrained {
      for normalization in plan.recomputed[index] ?? [] {
        timed(normalization, .inputGradient) { normalize(normalization) }
      }
      guard plan.needsGradient[index] else { continue }
      if hasGradient[plan.root[index]] {
        backward(index)
      } else {
        clearGradients(index)
      }
      if let didFinish, let range = parameters.trainedRange(index) { didFinish(index, range) }
    }
    if let failure = communicationFailure { throw failure }
  }

  /// The gradients of a layer that leads to no loss.
  private func clearGradients(_ index: Int) {
    guard let range = parameters.trainedRange(index) else { return }
    for node in 0..<(shards?.nodes.count ?? 1) {
      (parameterGradients.pointer + node * parameters.trainableCount + range.lowerBound)
        .update(repeating: 0, count: range.count)
    }
  }

  private func backward(_ index: Int) {
    switch graph.nodes[index].operation {
    case .convolution, .dense: backwardProduct(index)
    default: timed(index, .inputGradient) { backwardElements(index) }
    }
  }

  private func backwardElements(_ index: Int) {
    let node = graph.nodes[index]
    switch node.operation {
    case .input, .pixelScaling, .flatten, .convolution, .dense: break
    case .softmax: preconditionFailure("a softmax is an output and read by no other layer")
    case .batchNormalization: backwardNormalization(index)
    case .relu:
      if plan.root[node.inputs[0]] != index { backwardRelu(index) }
    case .add(let scale): backwardAdd(index, scale: scale)
    case .concatenate: backwardConcatenate(index)
    case .zeroPadding(let padding): backward(index, padding)
    case .maxPool(let pool): backward(index, pool, maximum: true)
    case .averagePool(let pool): backward(index, pool, maximum: false)
    case .globalAveragePool: backward(index, globalPool(index), maximum: false)
    }
  }

  func gradient(_ index: Int) -> UnsafeMutablePointer<Float> {
    memory.pointer + plan.gradients[index]
  }
}
