import CustosModelFile

/// The constants of a convolution without the taps that see only padding, which holds the zero
/// point: their share of every sum is in the bias.
///
/// Sums stay exact in any order, since the bias grows by no more than the weights' bound shrinks.
struct TrimmedSum {
  /// int8 `[C_out, rows, columns, C_in]`.
  private(set) var weights: [Int8] = []
  /// int32 `[C_out]`.
  private(set) var biases: [Int32] = []

  /// Copies the remaining taps of `layer`, which belongs to the valid `model`.
  init(_ layer: Convolution, _ taps: VisibleTaps, _ model: Model) {
    let zeroPoint = model.tensors[layer.input].zeroPoint
    let inputs = model.tensors[layer.input].channels
    let outputs = model.tensors[layer.output].channels
    weights.reserveCapacity(outputs * taps.rows.count * taps.columns.count * inputs)
    biases.reserveCapacity(outputs)
    let constants = model.constants[layer.sum.weights].copy()
    let all = model.constants[layer.sum.bias].int32s()
    var next = 0
    for output in 0..<outputs {
      var bias = all[output]
      for row in 0..<layer.window.kernelHeight {
        for column in 0..<layer.window.kernelWidth {
          let tap = constants[next..<next + inputs].lazy.map { Int8(bitPattern: $0) }
          if taps.rows.contains(row), taps.columns.contains(column) {
            weights += tap
          } else {
            for weight in tap { bias += zeroPoint * Int32(weight) }
          }
          next += inputs
        }
      }
      biases.append(bias)
    }
  }
}
