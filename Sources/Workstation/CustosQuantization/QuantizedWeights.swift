/// Weights of a convolution or dense layer as integers, symmetric per output channel.
public struct QuantizedWeights: Equatable, Sendable {
  /// Bias magnitudes stay below this, so that there is room for the products.
  static let biasLimit = 0x1p29
  /// The largest magnitude of a weight.
  static let largest = 127.0

  /// Weights -127...127, `[C_out, inputs]`.
  public private(set) var weights: [Int8] = []
  /// Biases at scale `inputScale * weight scale`, the input's zero point folded in.
  public private(set) var bias: [Int32] = []
  /// `inputScale * weight scale / outputScale` as float32, for logits without the last factor.
  public private(set) var multipliers: [Float] = []

  /// Quantises folded weights; weights and biases round to nearest even, multipliers are computed
  /// in double precision and rounded once.
  ///
  /// - Parameter outputScale: the int8 output's scale; nil for int32 logits.
  public init(_ folded: FoldedWeights, input: AffineParameters, outputScale: Float?) {
    for channel in 0..<folded.outputs {
      let row = folded.weights[channel * folded.inputs..<(channel + 1) * folded.inputs]
      let scale = Self.scale(
        of: row, bias: folded.bias[channel], inputScale: Double(input.scale),
        outputScale: outputScale.map(Double.init) ?? 1)
      var sum = 0
      for weight in row {
        let integer = (weight / scale).rounded(.toNearestOrEven)
        let clamped = Int8(min(max(integer, -Self.largest), Self.largest))
        weights.append(clamped)
        sum += Int(clamped)
      }
      let unit = Double(input.scale) * scale
      let shift = (folded.bias[channel] / unit).rounded(.toNearestOrEven)
      let folded = Int(shift) - Int(input.zeroPoint) * sum
      // This clamps only if a channel has so many weights that its sums could overflow anyway;
      // Model.validate refuses those.
      bias.append(Int32(clamping: folded))
      multipliers.append(Float(unit / (outputScale.map(Double.init) ?? 1)))
    }
  }

  /// The largest magnitude over 127, but large enough for the bias to fit int32 and for a
  /// multiplier that is a normal number; a channel without weights takes what makes the multiplier
  /// 2^-16.
  private static func scale(
    of row: ArraySlice<Double>, bias: Double, inputScale: Double, outputScale: Double
  ) -> Double {
    let largest = row.reduce(0) { max($0, $1.magnitude) }
    let least = 0x1p-100 * outputScale / inputScale
    let scale = largest > 0 ? largest / Self.largest : 0x1p-16 * outputScale / inputScale
    return max(scale, least, bias.magnitude / (inputScale * biasLimit))
  }
}
