extension Operator {
  /// Appends the operator as opcode, payload length and payload.
  func encode(into writer: inout ByteWriter) {
    var payload = ByteWriter()
    let opcode: FileFormat.Opcode
    switch self {
    case .convolution(let step):
      opcode = .convolution
      payload.append(count: step.input)
      payload.append(count: step.output)
      step.window.encode(into: &payload)
      step.sum.encode(into: &payload)
    case .dense(let step):
      opcode = .dense
      payload.append(count: step.input)
      payload.append(count: step.output)
      step.sum.encode(into: &payload)
    case .add(let step):
      opcode = .add
      for index in [step.first, step.second, step.output] { payload.append(count: index) }
      payload.append(step.firstMultiplier)
      payload.append(step.secondMultiplier)
      payload.append(step.outputMinimum)
      payload.append(step.outputMaximum)
    case .concatenate(let step):
      opcode = .concatenate
      payload.append(count: step.output)
      payload.append(count: step.inputs.count)
      for (input, multiplier) in zip(step.inputs, step.multipliers) {
        payload.append(count: input)
        payload.append(multiplier)
      }
    case .maxPool(let step):
      opcode = .maxPool
      step.encode(into: &payload)
    case .averagePool(let step):
      opcode = .averagePool
      step.encode(into: &payload)
    case .globalSum(let step):
      opcode = .globalSum
      payload.append(count: step.input)
      payload.append(count: step.output)
      payload.append(step.logitScale)
    }
    writer.append(opcode.rawValue)
    writer.append(count: payload.bytes.count)
    writer.append(contentsOf: payload.bytes)
  }

  /// Takes one operator off `section`.
  init(from section: inout ByteReader) throws(SectionError) {
    let start = section.offset
    let number = try section.uint32()
    guard let opcode = FileFormat.Opcode(rawValue: number) else {
      throw SectionError(offset: start, expected: "an opcode of 1 to 7", found: "\(number)")
    }
    var reader = ByteReader(try section.take(try section.int()))
    do throws(SectionError) {
      switch opcode {
      case .convolution:
        self = .convolution(
          Convolution(
            input: try reader.int(), output: try reader.int(), window: try Window(from: &reader),
            sum: try WeightedSum(from: &reader)))
      case .dense:
        self = .dense(
          Dense(
            input: try reader.int(), output: try reader.int(), sum: try WeightedSum(from: &reader)))
      case .add:
        self = .add(
          Add(
            first: try reader.int(), second: try reader.int(), output: try reader.int(),
            firstMultiplier: try reader.float(), secondMultiplier: try reader.float(),
            outputMinimum: try reader.int32(), outputMaximum: try reader.int32()))
      case .concatenate:
        let output = try reader.int()
        let count = try reader.count(ofAtLeast: 8)
        var inputs: [Int] = []
        var multipliers: [Float] = []
        for _ in 0..<count {
          inputs.append(try reader.int())
          multipliers.append(try reader.float())
        }
        self = .concatenate(Concatenate(inputs: inputs, output: output, multipliers: multipliers))
      case .maxPool: self = .maxPool(try Pool(from: &reader))
      case .averagePool: self = .averagePool(try Pool(from: &reader))
      case .globalSum:
        self = .globalSum(
          GlobalSum(
            input: try reader.int(), output: try reader.int(), logitScale: try reader.float()))
      }
      try reader.finish()
    } catch {
      throw SectionError(
        offset: start + 8 + error.offset, expected: error.expected, found: error.found)
    }
  }
}

extension Window {
  fileprivate func encode(into payload: inout ByteWriter) {
    for value in [
      kernelHeight, kernelWidth, strideY, strideX, paddingTop, paddingLeft, paddingBottom,
      paddingRight,
    ] { payload.append(count: value) }
  }

  fileprivate init(from reader: inout ByteReader) throws(SectionError) {
    self.init(
      kernelHeight: try reader.int(), kernelWidth: try reader.int(), strideY: try reader.int(),
      strideX: try reader.int(), paddingTop: try reader.int(), paddingLeft: try reader.int(),
      paddingBottom: try reader.int(), paddingRight: try reader.int())
  }
}

extension WeightedSum {
  fileprivate func encode(into payload: inout ByteWriter) {
    for range in [weights, bias, multipliers] {
      payload.append(UInt64(range.lowerBound))
      payload.append(UInt64(range.count))
    }
    payload.append(outputMinimum)
    payload.append(outputMaximum)
  }

  fileprivate init(from reader: inout ByteReader) throws(SectionError) {
    self.init(
      weights: try reader.range(), bias: try reader.range(), multipliers: try reader.range(),
      outputMinimum: try reader.int32(), outputMaximum: try reader.int32())
  }
}

extension Pool {
  fileprivate func encode(into payload: inout ByteWriter) {
    payload.append(count: input)
    payload.append(count: output)
    window.encode(into: &payload)
    payload.append(multiplier)
  }

  fileprivate init(from reader: inout ByteReader) throws(SectionError) {
    self.init(
      input: try reader.int(), output: try reader.int(), window: try Window(from: &reader),
      multiplier: try reader.float())
  }
}
