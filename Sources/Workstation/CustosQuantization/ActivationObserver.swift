public import CustosNetwork
public import CustosPlatform
import CustosSupport

/// Collects a histogram of every activation that the int8 engine will have to represent.
public final class ActivationObserver {
  private let network: Network
  private let pool: ThreadPool
  private let observed: [FoldedLayer]
  private var histograms: [Histogram]
  private var inputSums: InputSums
  /// Patches seen up to now.
  public private(set) var patchCount = 0

  /// Prepares to run `graph` on up to `batchSize` patches at a time.
  ///
  /// The float network runs as it was trained; a layer of `folded` is observed at the node that
  /// gives the same numbers (behind batch normalisation and ReLU).
  ///
  /// - Throws: `PlatformError.outOfMemory`.
  public init(
    graph: Graph, parameters: Parameters, folded: FoldedGraph, batchSize: Int = 8, pool: ThreadPool
  ) throws(PlatformError) {
    self.pool = pool
    network = try Network(
      graph: graph, parameters: parameters, batchSize: batchSize, mode: .observation, pool: pool)
    observed = folded.calibratedLayers.map { folded.layers[$0] }
    histograms = observed.map { _ in Histogram() }
    inputSums = InputSums(folded)
  }

  /// Runs patches, bytes `[H, W, 3]` each, and adds their activations.
  ///
  /// - Throws: `QuantizationError.badActivation`.
  public func observe(_ patches: [[UInt8]]) throws {
    for start in stride(from: 0, to: patches.count, by: network.batchSize) {
      let batch = patches[start..<min(start + network.batchSize, patches.count)]
      for (place, patch) in batch.enumerated() { network.load(patch, at: place) }
      network.forward(count: batch.count)
      try collect()
      patchCount += batch.count
    }
  }

  private func collect() throws {
    let inputs = observed.map { network.activation(of: $0.node) }
    var found = [Float?](repeating: nil, count: observed.count)
    // One histogram is filled by one worker, so the result does not depend on their number.
    histograms.withUnsafeMutableBufferPointer { histograms in
      found.withUnsafeMutableBufferPointer { found in
        pool.run(inputs.count) { index, _ in
          if let input = inputs[index] { found[index] = histograms[index].add(input) }
        }
      }
    }
    for (layer, value) in zip(observed, found) {
      if let value {
        throw QuantizationError.badActivation(
          layer: network.graph.nodes[layer.node].name, value: value)
      }
    }
    inputSums.add(network, pool: pool)
  }

  /// The ranges of everything observed up to now.
  public func ranges(percentiles: [Double] = ActivationRange.standardPercentiles)
    -> [ActivationRange]
  {
    pool.map(Array(zip(observed, histograms))) { layer, histogram in
      ActivationRange(
        layer: network.graph.nodes[layer.node].name, histogram: histogram, percentiles: percentiles)
    }
  }

  /// What int8 weights change in the means of the layers that have some, on everything observed up to
  /// now.
  public func weightErrors() -> [WeightError] { inputSums.errors(pool: pool) }
}

extension FoldedGraph {
  /// Indices of the layers whose int8 ranges come from calibration, in a table's order.
  var calibratedLayers: [Int] {
    layers.indices.filter { !isOutput($0) && layers[$0].needsRange }
  }
}

extension FoldedLayer {
  /// Whether the layer's int8 range must come from calibration: not the input's, which is fixed, nor
  /// a maximum's, which is its input's, nor the logits', which stay int32.
  public var needsRange: Bool {
    switch operation {
    case .input, .maxPool, .globalAverage: false
    default: true
    }
  }
}
