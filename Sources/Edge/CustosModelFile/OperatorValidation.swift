/// Checks one operator against its tensors, whose indices are known to be in range.
struct OperatorValidation {
  /// All tensors of the model, each valid.
  let tensors: [Tensor]
  /// All constants of the model.
  let constants: UnsafeRawBufferPointer

  /// Throws the first fault of `step`; the fault's item is relative to the operator.
  func check(_ step: Operator) throws(ModelError) {
    for input in step.inputs where tensors[input].elementType != .int8 {
      throw ModelError("input", expected: "int8", found: "int32")
    }
    switch step {
    case .convolution(let step):
      let input = tensors[step.input]
      try check(step.window, input, tensors[step.output])
      try check(
        step.sum, tensors[step.output],
        inputs: step.window.kernelHeight * step.window.kernelWidth * input.channels)
    case .dense(let step):
      let output = tensors[step.output]
      try expect(output, height: 1, width: 1, channels: output.channels)
      try check(step.sum, output, inputs: tensors[step.input].elementCount)
    case .add(let step): try check(step)
    case .concatenate(let step): try check(step)
    case .maxPool(let step):
      let (input, output) = (tensors[step.input], tensors[step.output])
      try checkPool(step, input, output)
      guard output.scale == input.scale, output.zeroPoint == input.zeroPoint, step.multiplier == 1
      else {
        throw ModelError(
          "scale and zero point", expected: "those of its input, with multiplier 1",
          found: "others")
      }
    case .averagePool(let step):
      try checkPool(step, tensors[step.input], tensors[step.output])
      try check(multiplier: step.multiplier)
    case .globalSum(let step):
      let (input, output) = (tensors[step.input], tensors[step.output])
      try expect(output, height: 1, width: 1, channels: input.channels)
      try expect(output, .int32)
      try check(multiplier: step.logitScale)
      try check(sumOf: input.height * input.width)
    }
  }

  private func check(_ step: Add) throws(ModelError) {
    let (first, second) = (tensors[step.first], tensors[step.second])
    let output = tensors[step.output]
    for tensor in [second, output] {
      try expect(tensor, height: first.height, width: first.width, channels: first.channels)
    }
    try expect(output, .int8)
    try check(multiplier: step.firstMultiplier, mayBeNegative: true)
    try check(multiplier: step.secondMultiplier, mayBeNegative: true)
    try check(step.outputMinimum, step.outputMaximum)
  }

  private func check(_ step: Concatenate) throws(ModelError) {
    let output = tensors[step.output]
    var channels = 0
    for input in step.inputs { channels += tensors[input].channels }
    for input in step.inputs {
      let tensor = tensors[input]
      try expect(tensor, height: output.height, width: output.width, channels: tensor.channels)
    }
    try expect(output, height: output.height, width: output.width, channels: channels)
    try expect(output, .int8)
    guard step.multipliers.count == step.inputs.count else {
      throw ModelError(
        "multipliers", expected: "\(step.inputs.count), one an input",
        found: "\(step.multipliers.count)")
    }
    for (index, multiplier) in step.multipliers.enumerated() {
      try check(multiplier: multiplier, "multiplier of input \(index)")
    }
  }

  private func checkPool(_ step: Pool, _ input: Tensor, _ output: Tensor) throws(ModelError) {
    try check(step.window, input, output)
    try expect(output, height: output.height, width: output.width, channels: input.channels)
    try expect(output, .int8)
    try check(sumOf: step.window.kernelHeight * step.window.kernelWidth)
  }

  private func check(_ window: Window, _ input: Tensor, _ output: Tensor) throws(ModelError) {
    let rows = try outputExtent(
      input.height, window.kernelHeight, window.strideY, window.paddingTop, window.paddingBottom)
    let columns = try outputExtent(
      input.width, window.kernelWidth, window.strideX, window.paddingLeft, window.paddingRight)
    try expect(output, height: rows, width: columns, channels: output.channels)
  }

  /// Padding stays below the kernel so that every window holds at least one element of the map.
  private func outputExtent(
    _ extent: Int, _ kernel: Int, _ stride: Int, _ before: Int, _ after: Int
  )
    throws(ModelError) -> Int
  {
    let extents = 1...ModelLimits.extent
    guard extents.contains(kernel), extents.contains(stride) else {
      throw ModelError(
        "window", expected: "of kernel and stride 1 to \(ModelLimits.extent)",
        found: "of kernel \(kernel) and stride \(stride)")
    }
    guard (0..<kernel).contains(before), (0..<kernel).contains(after) else {
      throw ModelError(
        "padding", expected: "0 to \(kernel - 1), less than the kernel",
        found: "\(before) and \(after)")
    }
    let padded = extent + before + after
    guard kernel <= padded else {
      throw ModelError("kernel", expected: "at most the padded map's \(padded)", found: "\(kernel)")
    }
    return (padded - kernel) / stride + 1
  }

  private func check(_ sum: WeightedSum, _ output: Tensor, inputs: Int) throws(ModelError) {
    let channels = output.channels
    // At most 2^48 * 2^16 would overflow; no constants are that long, so bound the factor first.
    guard inputs <= constants.count else {
      throw ModelError(
        "weights", expected: "\(inputs) bytes for each output channel",
        found: "more than all \(constants.count) bytes of constants")
    }
    let weights = try bytes(sum.weights, channels * inputs, "weights")
    let biases = try bytes(sum.bias, channels * 4, "bias")
    let multipliers = try bytes(sum.multipliers, channels * 4, "multipliers")
    try check(sum.outputMinimum, sum.outputMaximum)
    for channel in 0..<channels {
      let stored = multipliers.loadUnaligned(fromByteOffset: channel * 4, as: UInt32.self)
      try check(
        multiplier: Float(bitPattern: UInt32(littleEndian: stored)),
        "multiplier of channel \(channel)")
      let row = UnsafeRawBufferPointer(rebasing: weights[channel * inputs..<(channel + 1) * inputs])
      let bias = biases.loadUnaligned(fromByteOffset: channel * 4, as: Int32.self)
      try check(row, bias: Int32(littleEndian: bias), channel: channel)
    }
  }

  /// -128 is refused because kernels may pair two products in 16 bits.
  private func check(_ row: UnsafeRawBufferPointer, bias: Int32, channel: Int) throws(ModelError) {
    var total = 0
    var least: Int8 = 127
    for weight in row.bindMemory(to: Int8.self) {
      total &+= Int(weight.magnitude)
      least = min(least, weight)
    }
    guard least >= -127 else {
      throw ModelError("weights of channel \(channel)", expected: "-127 to 127", found: "-128")
    }
    let bound = Int(bias.magnitude) + 128 * total
    guard bound <= Int(Int32.max) else {
      throw ModelError(
        "sum of channel \(channel)", expected: "within int32 for every input",
        found: "up to \(bound) in magnitude")
    }
  }

  private func bytes(_ range: Range<Int>, _ count: Int, _ item: String) throws(ModelError)
    -> UnsafeRawBufferPointer
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
    return UnsafeRawBufferPointer(rebasing: constants[range])
  }

  private func check(
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

  private func check(_ minimum: Int32, _ maximum: Int32) throws(ModelError) {
    guard -128 <= minimum, minimum <= maximum, maximum <= 127 else {
      throw ModelError(
        "clamp", expected: "an interval within -128...127", found: "\(minimum)...\(maximum)")
    }
  }

  /// Each term is at most 255 in magnitude.
  private func check(sumOf terms: Int) throws(ModelError) {
    guard terms <= Int(Int32.max) / 255 else {
      throw ModelError("sum", expected: "within int32", found: "one of \(terms) terms")
    }
  }

  private func expect(_ tensor: Tensor, height: Int, width: Int, channels: Int) throws(ModelError) {
    guard tensor.height == height, tensor.width == width, tensor.channels == channels else {
      throw ModelError(
        "shape", expected: "[\(height), \(width), \(channels)]", found: tensor.shapeText)
    }
  }

  private func expect(_ tensor: Tensor, _ type: Tensor.ElementType) throws(ModelError) {
    guard tensor.elementType == type else {
      throw ModelError(
        "output", expected: type == .int8 ? "int8" : "int32",
        found: type == .int8 ? "int32" : "int8")
    }
  }
}
