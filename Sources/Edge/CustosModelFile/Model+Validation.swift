extension Model {
  /// Checks everything that running the model relies on: counts, shapes, indices, byte ranges,
  /// finite multipliers, clamps, and that no sum can leave int32.
  ///
  /// After it an engine may index tensors and constants without further checks. It reads all weights
  /// once. `ModelWriter`, `ModelReader` and the engine's planner call it.
  ///
  /// - Throws: the first fault found.
  public func validate() throws(ModelError) {
    try validateTexts()
    try validatePreprocessing()
    try confidence.validate()
    try validateTensors()
    try validateOperators()
    try validateSelfTests()
  }

  private func validateTexts() throws(ModelError) {
    try check(name, "name", limit: ModelLimits.nameBytes, mayBeEmpty: false)
    try check(count: labels.count, "number of labels", 1...ModelLimits.count)
    for (index, label) in labels.enumerated() {
      try check(label, "label \(index)", limit: ModelLimits.nameBytes, mayBeEmpty: false)
      if let first = labels[..<index].firstIndex(of: label) {
        throw ModelError("label \(index)", expected: "unique", found: "the same as label \(first)")
      }
    }
    try check(count: provenance.count, "number of provenance entries", 0...ModelLimits.count)
    for (index, entry) in provenance.enumerated() {
      let item = "provenance entry \(index)"
      try check(entry.key, item, limit: ModelLimits.nameBytes, mayBeEmpty: false)
      guard entry.key.utf8.allSatisfy({ Self.isKeyByte($0) }) else {
        throw ModelError(item, expected: "a key of a-z, 0-9 and _", found: "\"\(entry.key)\"")
      }
      try check(entry.value, item, limit: ModelLimits.valueBytes, mayBeEmpty: true)
    }
  }

  private static func isKeyByte(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F
  }

  /// Control characters are refused because names and labels end up in lines of text.
  private func check(_ text: String, _ item: String, limit: Int, mayBeEmpty: Bool)
    throws(ModelError)
  {
    let count = text.utf8.count
    guard count <= limit, mayBeEmpty || count > 0 else {
      throw ModelError(
        item, expected: "\(mayBeEmpty ? 0 : 1) to \(limit) bytes long", found: "\(count) bytes long"
      )
    }
    guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
      throw ModelError(item, expected: "free of control characters", found: "a text with one")
    }
  }

  private func check(count: Int, _ item: String, _ range: ClosedRange<Int>) throws(ModelError) {
    guard range.contains(count) else {
      throw ModelError(
        item, expected: "\(range.lowerBound) to \(range.upperBound)", found: "\(count)")
    }
  }

  private func validatePreprocessing() throws(ModelError) {
    let extents = 1...ModelLimits.extent
    try check(count: preprocessing.cropWidth, "crop width", extents)
    try check(count: preprocessing.cropHeight, "crop height", extents)
    let cropBytes = preprocessing.cropWidth * preprocessing.cropHeight * 3
    try check(count: cropBytes, "number of bytes of a crop", 1...ModelLimits.tensorElements)
    try check(count: preprocessing.networkWidth, "network width", extents)
    try check(count: preprocessing.networkHeight, "network height", extents)
    if let staffSpace = preprocessing.staffSpace {
      guard staffSpace >= 1, staffSpace <= Double(ModelLimits.extent) else {
        throw ModelError(
          "staff space", expected: "1 to \(ModelLimits.extent) pixels", found: "\(staffSpace)")
      }
    }
  }

  private func validateTensors() throws(ModelError) {
    try check(count: tensors.count, "number of tensors", 2...ModelLimits.count)
    var total = 0
    for (index, tensor) in tensors.enumerated() {
      do throws(ModelError) { try tensor.validate() } catch {
        throw ModelError(
          "tensor \(index), \(error.item)", expected: error.expected, found: error.found)
      }
      total += tensor.elementCount
    }
    try check(count: total, "number of elements of all tensors", 1...ModelLimits.allElements)
    let input = Tensor(
      height: preprocessing.networkHeight, width: preprocessing.networkWidth, channels: 3, scale: 1,
      zeroPoint: -128)
    guard tensors[0] == input else {
      throw ModelError(
        "tensor 0 (the input)",
        expected: "int8 \(input.shapeText) as in the preprocessing, scale 1, zero point -128",
        found: "\(tensors[0].elementType == .int8 ? "int8" : "int32") \(tensors[0].shapeText) "
          + "with zero point \(tensors[0].zeroPoint)")
    }
  }

  private func validateOperators() throws(ModelError) {
    try check(count: operators.count, "number of operators", 1...ModelLimits.count)
    var made = [Bool](repeating: false, count: tensors.count)
    made[0] = true
    for (index, step) in operators.enumerated() {
      do throws(ModelError) {
        try check(wiring: step, made: &made)
        try OperatorValidation(tensors: tensors, constants: constants.bytes).check(step)
        if tensors[step.output].elementType == .int32, index != operators.count - 1 {
          throw ModelError(
            "output", expected: "int8 since only the last operator makes int32 logits",
            found: "int32")
        }
      } catch {
        throw ModelError(
          "operator \(index) (\(step.name)), \(error.item)", expected: error.expected,
          found: error.found)
      }
    }
    if let index = made.firstIndex(of: false) {
      throw ModelError("tensor \(index)", expected: "made by an operator", found: "made by none")
    }
    let last = tensors[operators[operators.count - 1].output]
    guard last.elementType == .int32, last.height == 1, last.width == 1,
      last.channels == labels.count
    else {
      throw ModelError(
        "last output", expected: "int32 [1, 1, \(labels.count)], one logit a label",
        found: "\(last.elementType == .int8 ? "int8" : "int32") \(last.shapeText)")
    }
  }

  private func check(wiring step: Operator, made: inout [Bool]) throws(ModelError) {
    guard (1...ModelLimits.count).contains(step.inputs.count) else {
      throw ModelError(
        "number of inputs", expected: "1 to \(ModelLimits.count)", found: "\(step.inputs.count)")
    }
    for input in step.inputs {
      guard made.indices.contains(input), made[input] else {
        throw ModelError(
          "input", expected: "a tensor that an earlier operator has made", found: "tensor \(input)")
      }
    }
    guard made.indices.contains(step.output), !made[step.output] else {
      throw ModelError(
        "output", expected: "a tensor that no other operator makes", found: "tensor \(step.output)")
    }
    made[step.output] = true
  }

  private func validateSelfTests() throws(ModelError) {
    try check(count: selfTests.count, "number of self-tests", 0...ModelLimits.count)
    for (index, test) in selfTests.enumerated() {
      guard test.pixels.count == tensors[0].elementCount else {
        throw ModelError(
          "self-test \(index)", expected: "a patch of \(tensors[0].elementCount) bytes",
          found: "one of \(test.pixels.count)")
      }
      guard test.logits.count == labels.count else {
        throw ModelError(
          "self-test \(index)", expected: "a patch with \(labels.count) logits",
          found: "one with \(test.logits.count)")
      }
    }
  }
}
