/// A model that has passed all checks: what an engine takes, so that nothing unchecked runs and nothing
/// is checked twice.
public struct ValidatedModel: Sendable {
  /// The model.
  public let model: Model

  /// Checks everything that running `model` relies on: counts, shapes, indices, byte ranges, finite
  /// multipliers, clamps, and that no sum can leave int32. Reads all weights once.
  ///
  /// - Throws: the first fault found.
  public init(_ model: Model) throws(ModelError) {
    try model.validateNetwork()
    try model.validateSelfTests()
    self.model = model
  }

  /// Takes a model whose parts the caller has checked one after the other.
  init(checked model: Model) { self.model = model }
}

extension Model {
  /// The model after all checks; see `ValidatedModel`.
  public func validated() throws(ModelError) -> ValidatedModel { try ValidatedModel(self) }
}
