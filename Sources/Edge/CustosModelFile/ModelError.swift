/// A fault in a model's description: something that no engine could run safely.
public struct ModelError: Error, Equatable {
  /// What is at fault, such as `operator 3 (convolution), weights`.
  public let item: String
  /// What it should be.
  public let expected: String
  /// What it is.
  public let found: String

  /// Describes a fault.
  public init(_ item: String, expected: String, found: String) {
    self.item = item
    self.expected = expected
    self.found = found
  }

  /// The fault as a whole sentence with the way out.
  public var message: String {
    "The model's \(item) should be \(expected) but is \(found); "
      + "write the model again with `custos quantize`."
  }
}
