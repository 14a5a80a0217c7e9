import CustosArchitectures
import CustosNetwork

extension SafeTensorsFile {
  /// Refuses tensors of a model of Custos's own that neither a network nor the head of the model's own
  /// network has.
  ///
  /// - Throws: `WeightsError.unexpected`.
  func requireBody(of graph: Graph) throws(WeightsError) {
    var known = Set(graph.parameters.map(\.name))
    let side = 512
    if let model = metadata["model"].flatMap(ModelConfiguration.init(rawValue:)),
      let own = try? model.graph(height: side, width: side, classCount: 1)
    {
      known.formUnion(own.headParameters.map(\.name))
    }
    for name in names where !known.contains(name) {
      throw .unexpected(path: origin, tensor: name)
    }
  }
}
