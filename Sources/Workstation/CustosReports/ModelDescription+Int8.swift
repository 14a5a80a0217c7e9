public import CustosEvaluation
public import CustosModelFile

extension ModelDescription {
  /// Describes a quantised model that was read from `file`.
  public init(_ model: Model, file: ModelReference) {
    let sizes = model.preprocessing
    let facts = [
      Fact("weights", "8-bit integers, \(model.constants.count) bytes with all constants"),
      Fact("crop", "\(sizes.cropWidth) x \(sizes.cropHeight) pixels (width x height)"),
      Fact("input", "\(sizes.networkWidth) x \(sizes.networkHeight) pixels (width x height)"),
      Fact("classes", model.labels.joined(separator: " ")),
    ]
    let layers = model.operators.map { modelOperator in
      let output = model.tensors[modelOperator.output]
      let name =
        modelOperator.name
        + String(repeating: " ", count: max(1, 20 - modelOperator.name.count))
      return name + "\(output.height) x \(output.width) x \(output.channels)"
    }
    self.init(
      name: model.name, file: file,
      facts: facts + model.provenance.map { Fact($0.key, $0.value) },
      layers: layers.joined(separator: "\n") + "\n")
  }
}
