/// Upper limits of a model, far above any real network: they keep a hostile file from asking for
/// absurd amounts of memory and keep all index arithmetic far from overflow.
enum ModelLimits {
  /// Bytes of a name, a label or a provenance key.
  static let nameBytes = 256
  /// Bytes of a provenance value.
  static let valueBytes = 1 << 16
  /// Labels, tensors, operators, provenance entries, self-tests; inputs of one operator.
  static let count = 4096
  /// Outputs of a model.
  static let outputs = 64
  /// Rows, columns or channels of a tensor, and of windows, strides and crops.
  static let extent = 1 << 16
  /// Elements of one tensor; bytes of a crop.
  static let tensorElements = 1 << 26
  /// Elements of all tensors together.
  static let allElements = 1 << 30
  /// Magnitude of a multiplier or scale; the least is the least normal number.
  static let multiplier: Float = 0x1p32
}
