import CustosEngine
public import CustosModelFile
public import CustosNetwork
public import CustosPlatform
public import CustosSupport

/// The noise that quantisation has brought into one layer's output, that of earlier layers included.
public struct LayerNoise: Sendable {
  /// Name of the layer, such as `conv2d_1`.
  public let layer: String
  /// The operator that makes it.
  public let operation: String
  /// Float output against the int8 output's real values.
  public let ratio: SignalToNoise

  /// Runs patches, bytes `[H, W, 3]`, through both networks and compares all int8 activations.
  ///
  /// `model` must come from `folded`, whose layer `i` makes tensor `i`.
  ///
  /// - Throws: `EngineError`.
  public static func measure(
    graph: Graph, parameters: Parameters, folded: FoldedGraph, model validated: ValidatedModel,
    patches: [[UInt8]], pool: ThreadPool
  ) throws -> [LayerNoise] {
    let network = try Network(
      graph: graph, parameters: parameters, batchSize: 1, mode: .observation, pool: pool)
    let model = validated.model
    let engine = try Engine(
      model: validated, threads: pool.threadCount, keepsActivations: true)
    var ratios = [SignalToNoise](repeating: SignalToNoise(), count: model.tensors.count)
    for patch in patches {
      network.load(patch, at: 0)
      network.forward(count: 1)
      try engine.run(pixels: patch.span)
      for (index, tensor) in model.tensors.enumerated() where tensor.elementType == .int8 {
        guard let expected = network.activation(of: folded.layers[index].node) else { continue }
        for (value, integer) in zip(expected, engine.activation(index)) {
          let real = Double(tensor.scale) * Double(Int32(integer) - tensor.zeroPoint)
          ratios[index].add(Double(value), real)
        }
      }
    }
    return model.operators.filter { model.tensors[$0.output].elementType == .int8 }.map {
      LayerNoise(
        layer: folded.layers[$0.output].name, operation: $0.name, ratio: ratios[$0.output])
    }
  }
}
