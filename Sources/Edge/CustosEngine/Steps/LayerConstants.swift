import CustosModelFile

/// Where a convolution's or dense layer's constants lie, of any alignment.
struct LayerConstants {
  /// int8, a filter an output channel.
  let weights: UnsafeRawPointer?
  /// int32 `[C_out]`.
  let biases: UnsafeRawPointer?
  /// float32 `[C_out]`.
  let multipliers: UnsafeRawPointer?
}

extension Model {
  /// The constants of one of the valid model's layers, as long as the model's bytes live.
  func layerConstants(_ sum: WeightedSum) -> LayerConstants {
    let base = constants.bytes.baseAddress
    return LayerConstants(
      weights: base.map { $0 + sum.weights.lowerBound },
      biases: base.map { $0 + sum.bias.lowerBound },
      multipliers: base.map { $0 + sum.multipliers.lowerBound })
  }
}
