import CustosModelFile
import CustosNetwork
import CustosPlatform
import CustosSupport

/// Adds up the inputs of all layers with weights over the calibration patches.
///
/// Means are all that the mean error of a layer's outputs depends on: the layer is linear, so the mean
/// of `(int8 weights - float weights) * input` is that difference times the mean input (the empirical
/// bias correction of Nagel et al., ICCV 2019).
struct InputSums {
  private let folded: FoldedGraph
  /// The layers that layers with weights read, and for each the sum of every element `[H, W, C]`.
  private let observed: [Int]
  private var sums: [[Double]]
  private var count = 0

  init(_ folded: FoldedGraph) {
    self.folded = folded
    observed = Set(folded.layers.filter { $0.weights != nil }.map { $0.inputs[0] }).sorted()
    sums = observed.map { [Double](repeating: 0, count: folded.layers[$0].shape.count) }
  }

  /// Adds the images of the network's last forward pass.
  mutating func add(_ network: Network, pool: ThreadPool) {
    let layers = observed.map { folded.layers[$0] }
    let imageCount = network.imageCount
    // One layer is added up by one worker, image by image, so the sums do not depend on their number.
    sums.withUnsafeMutableBufferPointer { sums in
      pool.run(layers.count) { index, _ in
        guard let values = network.activation(of: layers[index].node) else { return }
        let size = layers[index].shape.count
        sums[index].withUnsafeMutableBufferPointer { sums in
          for image in 0..<imageCount {
            for element in 0..<size { sums[element] += Double(values[image * size + element]) }
          }
        }
      }
    }
    count += imageCount
  }

  /// The errors of all layers with weights.
  func errors(pool: ThreadPool) -> [WeightError] {
    let layers = folded.layers.filter { $0.weights != nil }
    return pool.map(layers) { layer in
      guard let weights = layer.weights, let place = observed.firstIndex(of: layer.inputs[0]) else {
        return WeightError(layer: layer.name, means: [])
      }
      let mean = sums[place].map { $0 / Double(max(1, count)) }
      let inputs = layer.meanInputs(mean, of: folded.layers[layer.inputs[0]].shape)
      return WeightError(layer: layer.name, means: weights.roundingErrors(inputs))
    }
  }
}

extension FoldedLayer {
  /// Weights and bias, where the layer has some.
  var weights: FoldedWeights? {
    switch operation {
    case .convolution(_, let weights), .dense(let weights): weights
    default: nil
    }
  }

  /// For each weight of an output channel the mean of what it is multiplied with: over all windows of
  /// a mean map for a convolution, zeros of the padding among them.
  fileprivate func meanInputs(_ map: [Double], of shape: Shape) -> [Double] {
    guard case .convolution(let window, _) = operation else { return map }
    let channels = shape.channels
    let taps = window.kernelHeight * window.kernelWidth
    var means = [Double](repeating: 0, count: taps * channels)
    for y in 0..<self.shape.height {
      for x in 0..<self.shape.width {
        for tap in 0..<taps {
          let row = y * window.strideY - window.paddingTop + tap / window.kernelWidth
          let column = x * window.strideX - window.paddingLeft + tap % window.kernelWidth
          guard (0..<shape.height).contains(row), (0..<shape.width).contains(column) else {
            continue
          }
          let start = (row * shape.width + column) * channels
          for channel in 0..<channels { means[tap * channels + channel] += map[start + channel] }
        }
      }
    }
    let pixels = Double(self.shape.height * self.shape.width)
    return means.map { $0 / pixels }
  }
}

extension FoldedWeights {
  /// For each output channel the sum of what rounding to int8 changes in its weights times `inputs`.
  func roundingErrors(_ inputs: [Double]) -> [Float] {
    (0..<outputs).map { channel in
      let row = weights[channel * self.inputs..<(channel + 1) * self.inputs]
      let scale = row.reduce(0) { max($0, $1.magnitude) } / QuantizedWeights.largest
      guard scale > 0 else { return 0 }
      return Float(
        zip(row, inputs).reduce(0) { sum, pair in
          let rounded = (pair.0 / scale).rounded(.toNearestOrEven) * scale
          return sum + (rounded - pair.0) * pair.1
        })
    }
  }
}

extension FoldedGraph {
  /// The graph with the errors of its int8 weights taken off the biases.
  ///
  /// - Parameter file: the table's file, for errors.
  /// - Throws: `QuantizationError.missingErrors`, `.foreignCalibration`.
  func correctingBiases(_ table: CalibrationTable, file: String) throws -> FoldedGraph {
    guard let errors = table.weightErrors else { throw QuantizationError.missingErrors(file: file) }
    var corrected = layers
    let weighted = layers.indices.filter { layers[$0].weights != nil }
    guard errors.map(\.layer) == weighted.map({ layers[$0].name }) else {
      throw QuantizationError.foreignCalibration(
        file: file, reason: "its weight errors are of other layers than the model has")
    }
    for (index, error) in zip(weighted, errors) {
      guard error.means.count == layers[index].weights?.outputs else {
        throw QuantizationError.foreignCalibration(
          file: file,
          reason:
            "it holds \(error.means.count) weight errors of \(error.layer) where the layer has "
            + "\(layers[index].shape.channels) channels")
      }
      corrected[index].correctBias(error.means)
    }
    return FoldedGraph(name: name, layers: corrected, outputs: outputs)
  }
}

extension FoldedLayer {
  fileprivate mutating func correctBias(_ errors: [Float]) {
    guard var weights else { return }
    for (channel, error) in errors.enumerated() { weights.bias[channel] -= Double(error) }
    switch operation {
    case .convolution(let window, _): operation = .convolution(window, weights)
    case .dense: operation = .dense(weights)
    default: break
    }
  }
}
