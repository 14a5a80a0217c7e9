import CustosPlatform

/// The loss of a page network: the focal loss of all cells, and at the centres of symbols the absolute
/// difference of the box's four numbers and the cross-entropies of staff position and class.
///
/// Each picture's loss is the sum of the four over `expectedCount`, the usual number of symbols of a
/// picture, and not over its own, so that a picture with few symbols does not count as much as one with
/// many, and shares of a batch add up.
public struct PageLoss: Sendable {
  /// The network's centres, boxes, positions and classes.
  public let outputs: [Graph.Output]
  /// Symbols of a picture that are usual, above 0.
  public let expectedCount: Float

  /// Prepares the loss.
  ///
  /// - Parameter outputs: centres, boxes, positions and classes, maps of one height and width.
  public init(outputs: [Graph.Output], expectedCount: Float) {
    precondition(outputs.count == 4 && expectedCount > 0, "a page network has four outputs")
    self.outputs = outputs
    self.expectedCount = expectedCount
  }

  /// The loss of the last forward pass, and its gradient for `Network.backward()`, that of the mean over
  /// the whole batch. The score of a picture is the share of its centres that are found and placed right,
  /// 1 where it has none.
  public func lossAndGradient(_ network: Network, _ targets: PageTargets) -> BatchLoss {
    loss(network, targets, gradients: outputs.map { network.startGradient(of: $0) })
  }

  /// The loss of the last forward pass.
  public func loss(_ network: Network, _ targets: PageTargets) -> BatchLoss {
    loss(network, targets, gradients: nil)
  }

  private func loss(
    _ network: Network, _ targets: PageTargets, gradients: [UnsafeMutableBufferPointer<Float>]?
  ) -> BatchLoss {
    let count = network.imageCount
    let shape = network.graph.nodes[outputs[0].node].shape
    precondition(targets.heat.count == count * shape.count, "one target a cell, group and image")
    let factor = 1 / (expectedCount * Float(network.batchImageCount))
    for gradient in gradients ?? [] { gradient.update(repeating: 0) }
    var sums = [Double](repeating: 0, count: count)
    let logits = network.scores(of: outputs[0])
    sums.withUnsafeMutableBufferPointer { sums in
      network.pool.run(count) { image, _ in
        sums[image] = Self.focal(
          image * shape.count..<(image + 1) * shape.count, logits, targets.heat,
          gradients?[0], factor)
      }
    }
    var right = [Int](repeating: 0, count: count)
    var total = right
    for centre in targets.centres {
      let cell = centre.image * shape.height * shape.width + centre.cell
      sums[centre.image] += atCentre(centre, cell: cell, network, gradients, factor)
      total[centre.image] += 1
      if isRight(centre, cell: cell, network) { right[centre.image] += 1 }
    }
    var loss = BatchLoss(imageCount: count)
    for image in 0..<count {
      let own = sums[image] / Double(expectedCount)
      loss.sum += own
      loss.score += total[image] == 0 ? 1 : Double(right[image]) / Double(total[image])
      if !own.isFinite { loss.brokenImages.append(image) }
    }
    return loss
  }

  /// The focal losses of one image's cells.
  private static func focal(
    _ range: Range<Int>, _ logits: UnsafeBufferPointer<Float>, _ heat: [Float],
    _ gradient: UnsafeMutableBufferPointer<Float>?, _ factor: Float
  ) -> Double {
    var sum = 0.0
    for index in range {
      let loss = FocalLoss(logit: logits[index], target: heat[index])
      sum += Double(loss.value)
      gradient?[index] = loss.slope * factor
    }
    return sum
  }

  /// The losses of one centre beside the focal one.
  private func atCentre(
    _ centre: PageTargets.Centre, cell: Int, _ network: Network,
    _ gradients: [UnsafeMutableBufferPointer<Float>]?, _ factor: Float
  ) -> Double {
    var sum = 0.0
    let box = network.scores(of: outputs[1])
    for index in 0..<4 {
      let difference = box[cell * 4 + index] - centre.box[index]
      sum += Double(abs(difference))
      gradients?[1][cell * 4 + index] = (difference > 0 ? 1 : difference < 0 ? -1 : 0) * factor
    }
    if let position = centre.position {
      sum += crossEntropy(2, cell: cell, label: position, network, gradients?[2], factor)
    }
    return sum
      + crossEntropy(3, cell: cell, label: centre.classIndex, network, gradients?[3], factor)
  }

  private func row(_ output: Int, cell: Int, _ network: Network) -> UnsafeBufferPointer<Float> {
    let channels = network.graph.nodes[outputs[output].node].shape.channels
    let values = network.scores(of: outputs[output])
    return UnsafeBufferPointer(rebasing: values[cell * channels..<(cell + 1) * channels])
  }

  private func crossEntropy(
    _ output: Int, cell: Int, label: Int, _ network: Network,
    _ gradient: UnsafeMutableBufferPointer<Float>?, _ factor: Float
  ) -> Double {
    let row = row(output, cell: cell, network)
    if let start = gradient?.baseAddress {
      let own = start + cell * row.count
      Softmax.probabilities(row, into: own)
      own[label] -= 1
      for index in row.indices { own[index] *= factor }
    }
    return Softmax.crossEntropy(row, label: label, smoothing: 0)
  }

  private func isRight(
    _ centre: PageTargets.Centre, cell: Int, _ network: Network
  ) -> Bool {
    guard row(0, cell: cell, network)[centre.group] > 0 else { return false }
    return centre.position.map { Softmax.largest(row(2, cell: cell, network)) == $0 } ?? true
  }
}
