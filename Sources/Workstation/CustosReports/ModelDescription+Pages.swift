import CustosArchitectures
public import CustosEvaluation
public import CustosWeights

extension ModelDescription {
  /// Describes a float page network that was read from `file`.
  public init(_ model: TrainedPageNetwork, file: ModelReference) {
    let vocabulary = model.network.vocabulary
    self.init(
      name: PageArchitecture.name, file: file,
      facts: [
        Fact("weights", "32-bit floating point"),
        Fact("crop", "\(model.width) x \(model.height) pixels (width x height)"),
        Fact("staff space", "\(model.staffSpace) pixels"),
        Fact("positions", vocabulary.positions.joined(separator: " ")),
      ]
        + vocabulary.groups.map {
          Fact("group \($0.name)", $0.classes.joined(separator: " "))
        }, layers: SummaryTable(model.graph).text)
  }
}
