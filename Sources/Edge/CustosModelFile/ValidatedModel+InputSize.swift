extension ValidatedModel {
  /// The same operators and weights for an input of another size; all shapes are inferred again.
  ///
  /// Self-tests belong to a size and are left out. A crop as large as the network's input stays so.
  ///
  /// - Throws: `ModelError` where an operator fixes the size (dense, global sum), where a window does not
  ///   fit its map, or where the result is beyond a model's limits.
  public func resized(height: Int, width: Int) throws(ModelError) -> ValidatedModel {
    var resized = model
    resized.selfTests = []
    resized.preprocessing.resize(height: height, width: width)
    guard (1...ModelLimits.extent).contains(height), (1...ModelLimits.extent).contains(width) else {
      throw ModelError(
        "input", expected: "of extents 1 to \(ModelLimits.extent)", found: "\(height) x \(width)")
    }
    (resized.tensors[0].height, resized.tensors[0].width) = (height, width)
    for (index, candidate) in model.operators.enumerated() {
      do throws(ModelError) {
        let size = try candidate.outputSize(resized.tensors)
        resized.tensors[candidate.output].height = size.height
        resized.tensors[candidate.output].width = size.width
      } catch { throw error.inOperator(index, candidate) }
    }
    return try resized.validated()
  }
}

extension Operator {
  /// Height and width of the output, from the shapes of the tensors made before.
  fileprivate func outputSize(_ tensors: [Tensor]) throws(ModelError) -> (height: Int, width: Int) {
    let input = tensors[inputs[0]]
    switch view {
    case .place: return (input.height, input.width)
    case .window(let window): return try window.outputSize(of: input)
    case .whole: throw .fixedSize
    }
  }
}

extension Preprocessing {
  fileprivate mutating func resize(height: Int, width: Int) {
    if cropHeight == networkHeight, cropWidth == networkWidth {
      (cropHeight, cropWidth) = (height, width)
    }
    (networkHeight, networkWidth) = (height, width)
  }
}

extension ModelError {
  /// An operator that runs at one size of its input alone.
  static let fixedSize = ModelError(
    "view of its input", expected: "a window, so that the network runs at any size",
    found: "the whole map, which fixes the size")

  /// The fault as one of an operator of the model.
  func inOperator(_ index: Int, _ candidate: Operator) -> ModelError {
    ModelError(
      "operator \(index) (\(candidate.name)), \(item)", expected: expected, found: found)
  }
}
