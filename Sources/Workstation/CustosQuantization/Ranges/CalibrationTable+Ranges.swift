public import CustosNetwork

extension CalibrationTable {
  /// The ranges that `method` chooses for the layers of `folded`, by their index.
  ///
  /// - Parameters:
  ///   - folded: the folded form of `graph`.
  ///   - file: the table's file, for errors.
  /// - Throws: `QuantizationError.foreignCalibration`, `.missingRanges`.
  public func ranges(
    for folded: FoldedGraph, of graph: Graph, method: RangeMethod, file: String
  ) throws -> [Int: ClosedRange<Float>] {
    func foreign(_ reason: String) -> QuantizationError {
      .foreignCalibration(file: file, reason: reason)
    }
    let input = graph.nodes[0].shape
    guard network == graph.name, height == input.height, width == input.width else {
      throw foreign(
        "it is for \(network) at \(height)x\(width), the model is \(graph.name) at "
          + "\(input.height)x\(input.width)")
    }
    let needed = folded.calibratedLayers
    guard needed.count == layers.count else {
      throw foreign("it holds \(layers.count) layers where the model has \(needed.count)")
    }
    var ranges: [Int: ClosedRange<Float>] = [:]
    for (index, layer) in zip(needed, layers) {
      let name = graph.nodes[folded.layers[index].node].name
      guard layer.layer == name else {
        throw foreign("it holds the layer \(layer.layer) where the model has \(name)")
      }
      guard let bounds = layer.bounds(method) else {
        throw QuantizationError.missingRanges(
          file: file, wanted: method.description,
          available: ["minmax"]
            + layer.percentiles.map { RangeMethod.percentile($0.percent).description }
            + (layer.mse == nil ? [] : ["mse"]))
      }
      ranges[index] = bounds
    }
    return ranges
  }
}
