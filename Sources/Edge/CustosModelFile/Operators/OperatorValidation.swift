/// What operators are checked against, and the checks that several of them share.
struct OperatorValidation {
  /// All tensors of the model, each valid.
  let tensors: [Tensor]
  /// All constants of the model.
  let constants: ConstantData

  /// Throws the first fault of `candidate`, whose indices of tensors are in range; the fault's item is
  /// relative to the operator.
  func check(_ candidate: Operator) throws(ModelError) {
    for input in candidate.inputs where tensors[input].elementType != .int8 {
      throw ModelError("input", expected: "int8", found: "int32")
    }
    try candidate.validate(self)
  }

  /// Checks windows that keep the channels and add up int8 elements or compare them.
  func checkPool(_ window: Window, _ input: Tensor, _ output: Tensor) throws(ModelError) {
    try window.validate(input, output)
    try output.expect(height: output.height, width: output.width, channels: input.channels)
    try output.expect(.int8)
    try check(sumOf: window.kernelHeight * window.kernelWidth)
  }

  /// The `count` constants' bytes that an operator names.
  func bytes(_ range: Range<Int>, _ count: Int, _ item: String) throws(ModelError)
    -> ConstantData
  {
    guard range.lowerBound >= 0, range.upperBound <= constants.count, range.lowerBound % 64 == 0
    else {
      throw ModelError(
        item, expected: "a 64-byte aligned range of the \(constants.count) bytes of constants",
        found: "\(range.lowerBound)..<\(range.upperBound)")
    }
    guard range.count == count else {
      throw ModelError(item, expected: "\(count) bytes long", found: "\(range.count) bytes long")
    }
    return constants[range]
  }

  /// Checks the range of a multiplier or scale.
  func check(
    multiplier: Float, _ item: @autoclosure () -> String = "multiplier",
    mayBeNegative: Bool = false
  ) throws(ModelError) {
    guard multiplier.isNormal, mayBeNegative || multiplier > 0,
      multiplier.magnitude <= ModelLimits.multiplier
    else {
      throw ModelError(
        item(),
        expected: "a \(mayBeNegative ? "" : "positive ")normal number of at most 2^32",
        found: "\(multiplier)")
    }
  }

  /// Checks a clamp of int8 outputs.
  func check(_ minimum: Int32, _ maximum: Int32) throws(ModelError) {
    guard -128 <= minimum, minimum <= maximum, maximum <= 127 else {
      throw ModelError(
        "clamp", expected: "an interval within -128...127", found: "\(minimum)...\(maximum)")
    }
  }

  /// Checks a sum of terms that are at most 255 in magnitude.
  func check(sumOf terms: Int) throws(ModelError) {
    guard terms <= Int(Int32.max) / 255 else {
      throw ModelError("sum", expected: "within int32", found: "one of \(terms) terms")
    }
  }
}

extension Tensor {
  /// Checks the shape of an operator's operand.
  func expect(height: Int, width: Int, channels: Int) throws(ModelError) {
    guard self.height == height, self.width == width, self.channels == channels else {
      throw ModelError("shape", expected: "[\(height), \(width), \(channels)]", found: shapeText)
    }
  }

  /// Checks the element type of an operator's output.
  func expect(_ type: ElementType) throws(ModelError) {
    guard elementType == type else {
      throw ModelError("output", expected: type.name, found: elementType.name)
    }
  }
}
