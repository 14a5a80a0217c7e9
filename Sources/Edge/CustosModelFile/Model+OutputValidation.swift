extension Model {
  /// Checks the outputs, and that int32 tensors are outputs: their units are too many for an operator to
  /// read them.
  func validateOutputs() throws(ModelError) {
    try check(count: outputs.count, "number of outputs", 1...ModelLimits.outputs)
    var isOutput = [Bool](repeating: false, count: tensors.count)
    for (index, output) in outputs.enumerated() {
      do throws(ModelError) {
        try validate(output, index)
        guard !isOutput[output.tensor] else {
          throw ModelError("tensor", expected: "no other output's", found: "\(output.tensor)")
        }
        isOutput[output.tensor] = true
      } catch {
        throw ModelError(
          "output \(index), \(error.item)", expected: error.expected, found: error.found)
      }
    }
    for (index, tensor) in tensors.enumerated() where tensor.elementType == .int32 {
      guard isOutput[index] else {
        throw ModelError("tensor \(index)", expected: "int8 since it is no output", found: "int32")
      }
    }
    if formatVersion > 1 { try checkThatEveryTensorIsUsed(isOutput) }
  }

  private func validate(_ output: ModelOutput, _ index: Int) throws(ModelError) {
    try checkKey(output.name, "name")
    if let first = outputs[..<index].firstIndex(where: { $0.name == output.name }) {
      throw ModelError("name", expected: "unique", found: "the same as that of output \(first)")
    }
    guard (1..<tensors.count).contains(output.tensor) else {
      throw ModelError(
        "tensor", expected: "1 to \(tensors.count - 1)", found: "\(output.tensor)")
    }
    let tensor = tensors[output.tensor]
    guard output.channelNames.isEmpty || output.channelNames.count == tensor.channels else {
      throw ModelError(
        "number of channel names", expected: "0 or \(tensor.channels), one a channel",
        found: "\(output.channelNames.count)")
    }
    for (channel, name) in output.channelNames.enumerated() {
      try check(name, "name of channel \(channel)", limit: ModelLimits.nameBytes, mayBeEmpty: false)
    }
    guard output.kind == .logits else { return }
    if let first = outputs[..<index].firstIndex(where: { $0.kind == .logits }) {
      throw ModelError(
        "kind", expected: "map since output \(first) holds the logits", found: "logits")
    }
    guard output.channelNames.isEmpty else {
      throw ModelError(
        "number of channel names", expected: "0 since logits have the labels",
        found: "\(output.channelNames.count)")
    }
    guard tensor.elementType == .int32, tensor.height == 1, tensor.width == 1,
      tensor.channels == labels.count
    else {
      throw ModelError(
        "tensor", expected: "int32 [1, 1, \(labels.count)], one logit a label",
        found: "\(tensor.elementType.name) \(tensor.shapeText)")
    }
  }

  /// Files of version 1 may hold operators whose results nothing reads.
  private func checkThatEveryTensorIsUsed(_ isOutput: [Bool]) throws(ModelError) {
    var isUsed = isOutput
    for candidate in operators { for input in candidate.inputs { isUsed[input] = true } }
    if let index = isUsed.firstIndex(of: false) {
      throw ModelError(
        "tensor \(index)", expected: "an output or read by an operator", found: "neither")
    }
  }
}
