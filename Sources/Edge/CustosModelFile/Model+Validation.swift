extension Model {
  /// Checks everything but the self-tests, whose sizes follow from it. After it an engine may index
  /// tensors and constants without further checks.
  func validateNetwork() throws(ModelError) {
    try validateTexts()
    try validatePreprocessing()
    try confidence.validate()
    try validateTensors()
    try validateOperators()
    try validateOutputs()
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
      try checkKey(entry.key, item)
      try check(entry.value, item, limit: ModelLimits.valueBytes, mayBeEmpty: true)
    }
  }

  /// Checks a name that programs use.
  func checkKey(_ key: String, _ item: String) throws(ModelError) {
    try check(key, item, limit: ModelLimits.nameBytes, mayBeEmpty: false)
    guard key.utf8.allSatisfy({ Self.isKeyByte($0) }) else {
      throw ModelError(item, expected: "a key of a-z, 0-9 and _", found: "\"\(key)\"")
    }
  }

  private static func isKeyByte(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F
  }

  /// Control characters are refused because names and labels end up in lines of text.
  func check(_ text: String, _ item: String, limit: Int, mayBeEmpty: Bool)
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

  func check(count: Int, _ item: String, _ range: ClosedRange<Int>) throws(ModelError) {
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
        found: "\(tensors[0].elementType.name) \(tensors[0].shapeText) "
          + "with zero point \(tensors[0].zeroPoint)")
    }
  }

  private func validateOperators() throws(ModelError) {
    try check(count: operators.count, "number of operators", 1...ModelLimits.count)
    let validation = OperatorValidation(tensors: tensors, constants: constants)
    var made = [Bool](repeating: false, count: tensors.count)
    made[0] = true
    for (index, candidate) in operators.enumerated() {
      do throws(ModelError) {
        try check(wiring: candidate, made: &made)
        try validation.check(candidate)
      } catch { throw error.inOperator(index, candidate) }
    }
    if let index = made.firstIndex(of: false) {
      throw ModelError("tensor \(index)", expected: "made by an operator", found: "made by none")
    }
  }

  private func check(wiring candidate: Operator, made: inout [Bool]) throws(ModelError) {
    guard (1...ModelLimits.count).contains(candidate.inputs.count) else {
      throw ModelError(
        "number of inputs", expected: "1 to \(ModelLimits.count)",
        found: "\(candidate.inputs.count)")
    }
    for input in candidate.inputs {
      guard made.indices.contains(input), made[input] else {
        throw ModelError(
          "input", expected: "a tensor that an earlier operator has made", found: "tensor \(input)")
      }
    }
    guard made.indices.contains(candidate.output), !made[candidate.output] else {
      throw ModelError(
        "output", expected: "a tensor that no other operator makes",
        found: "tensor \(candidate.output)")
    }
    made[candidate.output] = true
  }

  /// Checks the sizes and values of the self-tests of a model that is valid otherwise.
  func validateSelfTests() throws(ModelError) {
    try check(count: selfTests.count, "number of self-tests", 0...ModelLimits.count)
    for (index, test) in selfTests.enumerated() {
      do throws(ModelError) { try validate(test) } catch {
        throw ModelError("self-test \(index)", expected: error.expected, found: error.found)
      }
    }
  }

  private func validate(_ test: SelfTest) throws(ModelError) {
    guard test.pixels.count == tensors[0].elementCount else {
      throw ModelError(
        "patch", expected: "a patch of \(tensors[0].elementCount) bytes",
        found: "one of \(test.pixels.count)")
    }
    guard test.outputs.count == outputs.count else {
      throw ModelError(
        "outputs", expected: "a patch with \(outputs.count) outputs",
        found: "one with \(test.outputs.count)")
    }
    for (output, values) in zip(outputs, test.outputs) {
      let tensor = tensors[output.tensor]
      guard values.count == tensor.elementCount else {
        throw ModelError(
          "outputs", expected: "a patch with \(tensor.elementCount) values of \(output.name)",
          found: "one with \(values.count)")
      }
      guard tensor.elementType == .int32 || values.allSatisfy({ (-128...127).contains($0) }) else {
        throw ModelError(
          "outputs", expected: "a patch with int8 values of \(output.name)",
          found: "one with larger ones")
      }
    }
  }
}
