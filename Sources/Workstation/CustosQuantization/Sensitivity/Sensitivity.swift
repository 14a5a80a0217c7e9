import CustosSupport

/// What int8 costs at each layer of a network, measured on labelled pictures with a float network that
/// rounds where the int8 engine does.
public struct Sensitivity: Sendable {
  /// One layer that has weights or an activation in int8.
  public struct Row: Sendable {
    /// Name of the layer, such as `conv2d_1`.
    public let layer: String
    /// The operator of the model file, such as `convolution`.
    public let operation: String
    /// This layer alone in int8: its weights, and the activation that it gives.
    public internal(set) var alone = LayerCost()
    /// All layers but this one in int8.
    public internal(set) var allBut = LayerCost()
    /// The weights of this layer alone in int8; nil where it has none.
    public internal(set) var weights: LayerCost?
    /// The activation that this layer gives alone in int8; nil where it has none of its own.
    public internal(set) var activations: LayerCost?
  }

  /// Pictures measured on.
  public internal(set) var pictureCount = 0
  /// Pictures that the float network labels correctly.
  public internal(set) var floatCorrect = 0
  /// All layers in int8.
  public internal(set) var all = LayerCost()
  /// All weights in int8, activations in float.
  public internal(set) var allWeights = LayerCost()
  /// All activations in int8, weights in float.
  public internal(set) var allActivations = LayerCost()
  /// The layers in the network's order.
  public internal(set) var rows: [Row] = []
  /// Time that measuring took.
  public internal(set) var seconds = 0.0

  /// The layers that cost most on their own, worst first: by the noise that each brings into the
  /// logits.
  public func costliest(_ count: Int) -> [Row] {
    let noisy = rows.enumerated().filter { $0.element.alone.logits.decibels != nil }
    let sorted = noisy.sorted {
      let (one, other) = ($0.element.alone.logits.decibels, $1.element.alone.logits.decibels)
      return (one ?? .infinity, $0.offset) < (other ?? .infinity, $1.offset)
    }
    return sorted.prefix(count).map(\.element)
  }
}
