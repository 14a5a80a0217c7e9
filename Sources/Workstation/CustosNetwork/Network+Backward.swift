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
      let slot = parameters.slots.first(where: { $0.parameter.name == name }),
      slot.parameter.role.isTrainable
    else { return nil }
    return Array(
      UnsafeBufferPointer(
        start: parameterGradients.pointer + slot.offset, count: slot.parameter.count))
  }

  /// Cross-entropy of the last forward pass.
  ///
  /// `weights` scale each image's loss; the gradient is that of the mean over the batch,
  /// `sum(weight * loss) / imageCount`, as in Keras. With `smoothing` the target is `1 - smoothing`
  /// for the label plus `smoothing / classes` for every class. With `backward`, computes the
  /// gradients of all trained weights; the forward pass must have run with `training`.
  public func crossEntropy(
    labels: [Int], weights: [Float], smoothing: Float = 0, backward runsBackward: Bool
  ) -> BatchLoss {
    precondition(
      labels.count == imageCount && weights.count == imageCount, "one label and weight an image")
    let classes = graph.classCount
    let logits = value(graph.logits)
    var loss = BatchLoss(imageCount: imageCount)
    let target = runsBackward ? gradient(graph.logits) : nil
    for image in 0..<imageCount {
      let row = UnsafeBufferPointer(start: logits + image * classes, count: classes)
      let own =
        Double(weights[image])
        * Softmax.crossEntropy(row, label: labels[image], smoothing: smoothing)
      loss.sum += own
      if !own.isFinite { loss.brokenImages.append(image) }
      if Softmax.largest(row) == labels[image] { loss.correctCount += 1 }
      guard let target else { continue }
      let result = target + image * classes
      Softmax.probabilities(row, into: result)
      result[labels[image]] -= 1 - smoothing
      if smoothing > 0 {
        let rest = smoothing / Float(classes)
        for index in 0..<classes { result[index] -= rest }
      }
      let share = weights[image] / Float(imageCount)
      for index in 0..<classes { result[index] *= share }
    }
    if runsBackward { runBackward() }
    return loss
  }

  private func runBackward() {
    precondition(mode == .training, "only a network made for training runs backward")
    for index in hasGradient.indices { hasGradient[index] = false }
    hasGradient[plan.root[graph.logits]] = true
    runsBackward = true
    for index in stride(from: graph.logits, to: 0, by: -1) where plan.needsGradient[index] {
      guard hasGradient[plan.root[index]] else {
        preconditionFailure("layer \(graph.nodes[index].name) does not lead to the loss")
      }
      for normalization in plan.recomputed[index] ?? [] {
        timed(normalization, .inputGradient) { normalize(normalization) }
      }
      backward(index)
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
    case .input, .flatten, .softmax, .convolution, .dense: break
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

/// The loss of one batch.
public struct BatchLoss: Equatable, Sendable {
  /// Images of the batch.
  public var imageCount: Int
  /// Weighted cross-entropies of the images, added up.
  public var sum: Double = 0
  /// Images whose largest output is their label's.
  public var correctCount = 0
  /// Places in the batch of the images whose loss is NaN or infinite.
  public var brokenImages: [Int] = []

  /// Starts at zero.
  public init(imageCount: Int) { self.imageCount = imageCount }

  /// The mean over the batch.
  public var mean: Double { sum / Double(imageCount) }
}
