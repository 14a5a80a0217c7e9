package import CustosNetwork

/// The mean of `abs(value - target)` over the elements of an output, a map: a loss of another kind than
/// classifications have.
package struct AbsoluteLoss {
  private let output: Graph.Output
  private let factor: Float

  /// Prepares the loss of an output, times `factor`.
  package init(of output: Graph.Output, factor: Float) {
    self.output = output
    self.factor = factor
  }

  /// Adds the loss of each image to `loss` and starts its gradient; `targets` are `[N, H, W, C]`.
  package func add(to loss: inout BatchLoss, _ network: Network, targets: [Float]) {
    let values = network.scores(of: output)
    let gradient = network.startGradient(of: output)
    let elements = values.count / network.imageCount
    let share = factor / Float(elements)
    for index in values.indices {
      let difference = values[index] - targets[index]
      loss.sum += Double(abs(difference) * share)
      let sign: Float = difference > 0 ? 1 : difference < 0 ? -1 : 0
      gradient[index] = sign * share / Float(network.batchImageCount)
    }
  }
}
