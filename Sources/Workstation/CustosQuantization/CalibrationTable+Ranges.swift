import CustosNetwork

extension CalibrationTable {
  /// The ranges that `method` chooses for the steps of `folded`, by step index.
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
    let steps = folded.steps.indices.dropLast().filter { folded.steps[$0].needsRange }
    guard steps.count == layers.count else {
      throw foreign("it holds \(layers.count) layers where the model has \(steps.count)")
    }
    var ranges: [Int: ClosedRange<Float>] = [:]
    for (step, layer) in zip(steps, layers) {
      let name = graph.nodes[folded.steps[step].node].name
      guard layer.layer == name else {
        throw foreign("it holds the layer \(layer.layer) where the model has \(name)")
      }
      guard let bounds = layer.bounds(method) else {
        throw QuantizationError.missingRanges(
          file: file, wanted: method.description,
          available: ["minmax"]
            + layer.percentiles.map { RangeMethod.percentile($0.percent).description })
      }
      ranges[step] = bounds
    }
    return ranges
  }
}
