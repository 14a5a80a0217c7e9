/// What int8 weights change in the mean of one layer's outputs, before its ReLU.
public struct WeightError: Codable, Equatable, Sendable {
  /// Name of the layer, such as `conv2d_1`.
  public var layer: String
  /// For each output channel the mean over calibration patches and pixels of what int8 weights give
  /// less what float weights give, the inputs being those of the float network.
  public var means: [Float]

  /// Names a layer's errors.
  public init(layer: String, means: [Float]) {
    self.layer = layer
    self.means = means
  }
}
