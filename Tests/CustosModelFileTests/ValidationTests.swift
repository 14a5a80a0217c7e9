import CustosModelFile
import Testing

/// One change to the example model and the item that the error must name.
struct Fault: CustomTestStringConvertible, Sendable {
  let item: String
  let change: @Sendable (inout Model) -> Void
  var testDescription: String { item }

  init(_ item: String, _ change: @escaping @Sendable (inout Model) -> Void) {
    self.item = item
    self.change = change
  }

  /// Changes the convolution, operator 0.
  static func convolution(_ item: String, _ change: @escaping @Sendable (inout Convolution) -> Void)
    -> Fault
  {
    Fault("operator 0 (convolution), " + item) { model in
      guard case .convolution(var step) = model.operators[0] else { return }
      change(&step)
      model.operators[0] = .convolution(step)
    }
  }

  /// Overwrites 4 bytes of the constants.
  static func constant(_ item: String, _ offset: Int, _ value: UInt32) -> Fault {
    Fault("operator 0 (convolution), " + item) { model in
      var bytes = model.constants.copy()
      bytes.replaceSubrange(offset..<offset + 4, with: ExampleModel.littleEndian(value))
      model.constants = ConstantData(bytes)
    }
  }
}

@Suite struct ValidationTests {
  @Test func theExamplesAreValid() throws {
    for model in [ExampleModel.make(), ExampleModel.makeGlobal(), ExampleModel.makeMaps()] {
      _ = try model.validated()
    }
  }

  static let faults: [Fault] = [
    Fault("name") { $0.name = "" },
    Fault("name") { $0.name = "a\nb" },
    Fault("number of labels") { $0.labels = [] },
    Fault("label 1") { $0.labels[1] = "L0" },
    Fault("label 4") { $0.labels[4] = "" },
    Fault("provenance entry 1") { $0.provenance[1].key = "Not a key" },
    Fault("crop width") { $0.preprocessing.cropWidth = 0 },
    Fault("number of bytes of a crop") {
      $0.preprocessing.cropWidth = 65_536
      $0.preprocessing.cropHeight = 65_536
    },
    Fault("network height") { $0.preprocessing.networkHeight = 65_537 },
    Fault("staff space") { $0.preprocessing.staffSpace = 0.99 },
    Fault("staff space") { $0.preprocessing.staffSpace = 65_537 },
    Fault("staff space") { $0.preprocessing.staffSpace = .nan },
    Fault("temperature") { $0.confidence.temperature = -1 },
    Fault("temperature") { $0.confidence.temperature = 0x1p-33 },
    Fault("temperature") { $0.confidence.temperature = .infinity },
    Fault("threshold") { $0.confidence.threshold = -0.5 },
    Fault("threshold") { $0.confidence.threshold = 1.0.nextUp },
    Fault("threshold") { $0.confidence.threshold = .nan },
    Fault("number of tensors") { $0.tensors = [] },
    Fault("tensor 0 (the input)") { $0.tensors[0].zeroPoint = 0 },
    Fault("tensor 0 (the input)") { $0.preprocessing.networkWidth = 6 },
    Fault("tensor 2, scale") { $0.tensors[2].scale = .nan },
    Fault("tensor 2, scale") { $0.tensors[2].scale = -1 },
    Fault("tensor 2, scale") { $0.tensors[2].scale = .leastNonzeroMagnitude },
    Fault("tensor 2, zero point") { $0.tensors[2].zeroPoint = 128 },
    Fault("tensor 3, shape") { $0.tensors[3].width = 0 },
    Fault("tensor 3, shape") { $0.tensors[3].height = .max },
    Fault("tensor 7, scale and zero point") { $0.tensors[7].scale = 2 },
    Fault("number of operators") { $0.operators = [] },
    Fault("tensor 8") { $0.tensors.append($0.tensors[2]) },
    Fault("operator 0 (dense), input") { $0.operators.swapAt(0, 6) },
    Fault("operator 1 (max pool), output") { $0.operators[1] = $0.operators[0].pooled(to: 1) },
    Fault("operator 1 (max pool), output") { $0.operators[1] = $0.operators[0].pooled(to: -1) },
    Fault("operator 0 (convolution), shape") { $0.tensors[1].width = 4 },
    Fault("operator 1 (max pool), scale and zero point") { $0.tensors[2].scale = 1 },
    Fault("operator 3 (add), shape") { $0.tensors[4].channels = 5 },
    Fault("operator 3 (add), multiplier") {
      $0.operators[3] = .add(
        Add(first: 2, second: 3, output: 4, firstMultiplier: .infinity, secondMultiplier: 1))
    },
    Fault("operator 3 (add), clamp") {
      $0.operators[3] = .add(
        Add(
          first: 2, second: 3, output: 4, firstMultiplier: 1, secondMultiplier: 1,
          outputMinimum: 5, outputMaximum: 4))
    },
    Fault("operator 4 (concatenate), multipliers") {
      $0.operators[4] = .concatenate(Concatenate(inputs: [4, 3], output: 5, multipliers: [1]))
    },
    Fault("operator 4 (concatenate), multiplier of input 1") {
      $0.operators[4] = .concatenate(Concatenate(inputs: [4, 3], output: 5, multipliers: [1, 0]))
    },
    Fault("operator 4 (concatenate), number of inputs") {
      $0.operators[4] = .concatenate(Concatenate(inputs: [], output: 5, multipliers: []))
    },
    Fault("operator 4 (concatenate), shape") { $0.tensors[5].channels = 9 },
    Fault("operator 2 (average pool), output") {
      $0.tensors[3] = Tensor(
        height: 2, width: 2, channels: 4, elementType: .int32, scale: 1, zeroPoint: 0)
    },
    Fault("output 0, tensor") { $0.labels.removeLast() },
    Fault("self-test 0") { $0.selfTests[0].pixels.removeLast() },
    Fault("self-test 0") { $0.selfTests[0].outputs[0].removeLast() },
    .convolution("window") { $0.window.strideX = 0 },
    .convolution("window") { $0.window.kernelHeight = .max },
    .convolution("padding") { $0.window.paddingTop = 3 },
    .convolution("padding") { $0.window.paddingLeft = -1 },
    .convolution("shape") { $0.window.paddingRight = 0 },
    .convolution("weights") { $0.sum.weights = 1..<109 },
    .convolution("weights") { $0.sum.weights = 0..<107 },
    .convolution("weights") { $0.sum.weights = 64..<Int.max },
    .convolution("bias") { $0.sum.bias = -64..<(-48) },
    .convolution("clamp") { $0.sum.outputMinimum = -129 },
    .constant("weights of channel 0", 0, 0x80),
    .constant("sum of channel 0", 128, 0x7FFF_FFFF),
    .constant("multiplier of channel 0", 192, 0x7FC0_0000),
    .constant("multiplier of channel 0", 192, 0),
    .constant("multiplier of channel 3", 204, 0xBF80_0000),
  ]

  @Test(arguments: faults)
  func faultsAreNamed(fault: Fault) throws {
    var model = ExampleModel.make()
    fault.change(&model)
    let error = try #require(throws: ModelError.self) { try model.validated() }
    #expect(error.item == fault.item)
    #expect(throws: ModelError.self) { try ModelWriter.bytes(of: model) }
  }

  @Test func messagesAreSentences() throws {
    var model = ExampleModel.make()
    model.tensors[3].scale = .nan
    let error = try #require(throws: ModelError.self) { try model.validated() }
    #expect(
      error.message == "The model's tensor 3, scale should be a positive normal number of at most "
        + "2^32 but is nan; write the model again with `custos quantize`.")
  }
}

extension Operator {
  fileprivate func pooled(to output: Int) -> Operator {
    .maxPool(
      MaxPool(
        input: 1, output: output,
        window: Window(kernelHeight: 2, kernelWidth: 2, strideY: 2, strideX: 2)))
  }
}
