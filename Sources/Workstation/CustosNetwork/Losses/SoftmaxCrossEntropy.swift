/// The loss of classifications: softmax and cross-entropy of one output, computed together.
///
/// Its gradient is written at the logits, before the softmax.
public struct SoftmaxCrossEntropy: Sendable {
  /// The output whose layer is a softmax or the logits themselves, shape `[1, 1, classes]`.
  public let output: Graph.Output
  /// Share of each target that is spread evenly over all classes, at least 0, below 1: the target is
  /// `1 - smoothing` for the label plus `smoothing / classes` for every class.
  public let smoothing: Float

  /// Prepares the loss of an output.
  public init(of output: Graph.Output, smoothing: Float = 0) {
    self.output = output
    self.smoothing = smoothing
  }

  /// The loss of the last forward pass; `weights` scale each image's.
  public func loss(_ network: Network, labels: [Int], weights: [Float]) -> BatchLoss {
    loss(network, labels: labels, weights: weights, gradient: nil)
  }

  /// As `loss(_:labels:weights:)`; also writes its gradient for `Network.backward()`, that of the mean
  /// over the whole batch, `sum(weight * loss) / batchImageCount`, as in Keras.
  public func lossAndGradient(_ network: Network, labels: [Int], weights: [Float]) -> BatchLoss {
    loss(
      network, labels: labels, weights: weights, gradient: network.startGradient(of: output))
  }

  /// As above; the gradient goes where it is told, nowhere with nil.
  func loss(
    _ network: Network, labels: [Int], weights: [Float],
    gradient: UnsafeMutableBufferPointer<Float>?
  ) -> BatchLoss {
    let count = network.imageCount
    precondition(labels.count == count && weights.count == count, "one label and weight an image")
    let classes = network.graph.nodes[output.node].shape.channels
    let logits = network.scores(of: output)
    var loss = BatchLoss(imageCount: count)
    for image in 0..<count {
      let row = UnsafeBufferPointer(rebasing: logits[image * classes..<(image + 1) * classes])
      let own =
        Double(weights[image])
        * Softmax.crossEntropy(row, label: labels[image], smoothing: smoothing)
      loss.sum += own
      loss.images.append(own)
      if !own.isFinite { loss.brokenImages.append(image) }
      if Softmax.largest(row) == labels[image] { loss.score += 1 }
      guard let target = gradient?.baseAddress else { continue }
      let result = target + image * classes
      Softmax.probabilities(row, into: result)
      result[labels[image]] -= 1 - smoothing
      if smoothing > 0 {
        let rest = smoothing / Float(classes)
        for index in 0..<classes { result[index] -= rest }
      }
      let share = weights[image] / Float(network.batchImageCount)
      for index in 0..<classes { result[index] *= share }
    }
    return loss
  }
}
