extension Model {
  /// The output that holds the labels' logits; nil for a model that gives maps alone.
  public var logitsOutput: ModelOutput? { outputs.first { $0.kind == .logits } }

  /// The version of the file format that can express the model: the lowest one, so that files which older
  /// programs can read stay readable for them.
  ///
  /// Version 1 knows one output, the logits that the last operator makes.
  var formatVersion: UInt32 {
    let isPlain = operators.last.map { outputs == [.logits($0.output)] } ?? true
    return operators.reduce(isPlain ? 1 : 2) { max($0, $1.format.firstVersion) }
  }

  /// The real value of one unit of each channel of a tensor of the valid model: its scale for int8, what
  /// its operator says for int32.
  public func units(of tensor: Int) -> [Float] {
    let channels = tensors[tensor].channels
    guard tensors[tensor].elementType == .int32,
      let maker = operators.first(where: { $0.output == tensor })
    else { return [Float](repeating: tensors[tensor].scale, count: channels) }
    return maker.units(constants, channels: channels)
  }
}
