/// Named tensors of weights with shapes and float32 elements, read from somewhere.
///
/// Implementations refuse what is damaged when they are made; elements are read when they are asked
/// for.
public protocol WeightSource {
  /// Where the weights come from, for messages: a path.
  var origin: String { get }
  /// Names of all tensors, sorted.
  var names: [String] { get }
  /// Dimensions of a tensor, slowest first, or nil when there is none of this name.
  func shape(of name: String) -> [Int]?
  /// Copies the elements of a tensor, last dimension contiguous; `target` has as many.
  ///
  /// - Throws: `WeightsError` when there is no tensor of this name and size, or it cannot be read.
  func copy(
    _ name: String, to target: UnsafeMutableBufferPointer<Float>
  ) throws(WeightsError)
}
