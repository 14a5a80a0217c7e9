import CustosArchitectures
public import CustosEvaluation
public import CustosWeights

/// What a report says about a model.
public struct ModelDescription: Equatable, Sendable {
  /// Name of the network, such as `vgg4`.
  public let name: String
  /// The file.
  public let file: ModelReference
  /// Further facts by name, in the order in which they are shown.
  public let facts: [Fact]
  /// The layers as a table in fixed-width letters.
  public let layers: String

  /// A name with its value.
  public struct Fact: Equatable, Sendable {
    /// What it is.
    public let name: String
    /// The value as text.
    public let value: String

    /// Names a value.
    public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
  }

  /// Describes a model.
  public init(name: String, file: ModelReference, facts: [Fact], layers: String) {
    self.name = name
    self.file = file
    self.facts = facts
    self.layers = layers
  }

  /// Describes a float model that was read from `file`.
  public init(_ model: TrainedModel, file: ModelReference) {
    self.init(
      name: model.configuration.rawValue, file: file,
      facts: [
        Fact("weights", "32-bit floating point"),
        Fact("input", "\(model.width) x \(model.height) pixels (width x height)"),
        Fact("preprocessing", model.preprocessing.rawValue),
        Fact("classes", model.labels.joined(separator: " ")),
      ], layers: SummaryTable(model.graph).text)
  }
}
