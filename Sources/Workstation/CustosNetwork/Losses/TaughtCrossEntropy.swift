#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The loss of a classification that learns from labels and from another network's probabilities
/// ("knowledge distillation", Hinton, Vinyals and Dean 2015).
///
/// For logits `z` and the teacher's `v` of an image, with temperature `T` and share `s` it is
/// `(1 - s) * crossEntropy(z) + s * T^2 * sum(q * (log(q) - log(p)))`, where `q` is
/// `softmax(v / T)` and `p` is `softmax(z / T)`. The factor `T^2` keeps the gradients of both parts of
/// one size (section 2 of the paper). Both parts are scaled by the image's weight.
public struct TaughtCrossEntropy: Sendable {
  /// The loss by labels.
  public let hard: SoftmaxCrossEntropy
  /// What logits are divided by, above 0: the larger, the more the teacher's small probabilities count.
  public let temperature: Float
  /// Share of the teacher's part, above 0, at most 1.
  public let share: Float

  /// Prepares the loss of the output of another loss.
  public init(_ hard: SoftmaxCrossEntropy, temperature: Float, share: Float) {
    self.hard = hard
    self.temperature = temperature
    self.share = share
  }

  /// The loss of the last forward pass of both networks on the same images; writes its gradient for
  /// `Network.backward()` of the taught one, that of the mean over the whole batch.
  ///
  /// The score is that of the labels alone.
  public func lossAndGradient(
    _ network: Network, teacher: Network, labels: [Int], weights: [Float]
  ) -> BatchLoss {
    let output = hard.output
    let classes = network.graph.nodes[output.node].shape.channels
    precondition(
      teacher.imageCount == network.imageCount && teacher.graph.classCount == classes,
      "the teacher has seen the same images and tells the same classes apart")
    let gradient = network.startGradient(of: output)
    let plain = hard.loss(network, labels: labels, weights: weights, gradient: gradient)
    let (logits, told) = (network.scores(of: output), teacher.scores(of: teacher.graph.outputs[0]))
    let (heat, share) = (Double(temperature), Double(share))
    var (own, given) = (
      [Double](repeating: 0, count: classes), [Double](repeating: 0, count: classes)
    )
    var loss = plain
    loss.sum *= 1 - share
    loss.images = loss.images.map { $0 * (1 - share) }
    for image in labels.indices {
      let row = image * classes..<(image + 1) * classes
      Softmax.logProbabilities(
        UnsafeBufferPointer(rebasing: logits[row]), temperature: heat, into: &own)
      Softmax.logProbabilities(
        UnsafeBufferPointer(rebasing: told[row]), temperature: heat, into: &given)
      var divergence = 0.0
      let factor = share * heat * Double(weights[image]) / Double(network.batchImageCount)
      for index in 0..<classes {
        let target = exp(given[index])
        divergence += target * (given[index] - own[index])
        let place = row.lowerBound + index
        gradient[place] = Float(
          (1 - share) * Double(gradient[place]) + factor * (exp(own[index]) - target))
      }
      let taught = share * heat * heat * Double(weights[image]) * divergence
      loss.sum += taught
      loss.images[image] += taught
      if !divergence.isFinite && !loss.brokenImages.contains(image) {
        loss.brokenImages.append(image)
      }
    }
    return loss
  }
}
