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
  /// Calls `body` with the constants of one of the valid model's layers, which stay where they are until
  /// it returns.
  func withLayerConstants<Result>(
    _ sum: WeightedSum, _ body: (LayerConstants) -> Result
  ) -> Result {
    constants.withBytes { bytes in
      bytes.withUnsafeBytes { bytes in
        let base = bytes.baseAddress
        return body(
          LayerConstants(
            weights: base.map { $0 + sum.weights.lowerBound },
            biases: base.map { $0 + sum.bias.lowerBound },
            multipliers: base.map { $0 + sum.multipliers.lowerBound }))
      }
    }
  }
}
