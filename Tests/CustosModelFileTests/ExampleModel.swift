import CustosModelFile
import CustosPlatform

/// A small model that uses every operator and field once; its numbers mean nothing.
enum ExampleModel {
  static func make() -> Model {
    var constants: [UInt8] = []
    let convolution = weightedSum(outputs: 4, inputs: 27, into: &constants)
    let dense = weightedSum(outputs: 5, inputs: 2 * 2 * 8, into: &constants)
    let half = Window(kernelHeight: 2, kernelWidth: 2, strideY: 2, strideX: 2)
    let one = Window(kernelHeight: 1, kernelWidth: 1)
    let same = Window(
      kernelHeight: 3, kernelWidth: 3, paddingTop: 1, paddingLeft: 1, paddingBottom: 1,
      paddingRight: 1)
    return Model(
      name: "example", labels: ["L0", "L1", "S0", "S1", "Ω"],
      preprocessing: Preprocessing(
        cropWidth: 20, cropHeight: 30, networkWidth: 5, networkHeight: 4),
      tensors: [
        Tensor(height: 4, width: 5, channels: 3, scale: 1, zeroPoint: -128),
        Tensor(height: 4, width: 5, channels: 4, scale: 0.5, zeroPoint: -128),
        Tensor(height: 2, width: 2, channels: 4, scale: 0.5, zeroPoint: -128),
        Tensor(height: 2, width: 2, channels: 4, scale: 0.25, zeroPoint: 3),
        Tensor(height: 2, width: 2, channels: 4, scale: 0.75, zeroPoint: -7),
        Tensor(height: 2, width: 2, channels: 8, scale: 0.75, zeroPoint: -7),
        Tensor(height: 2, width: 2, channels: 8, scale: 0.5, zeroPoint: 0),
        Tensor(height: 1, width: 1, channels: 5, elementType: .int32, scale: 1, zeroPoint: 0),
      ],
      operators: [
        .convolution(
          Convolution(input: 0, output: 1, window: same, sum: convolution)),
        .maxPool(MaxPool(input: 1, output: 2, window: half)),
        .averagePool(AveragePool(input: 1, output: 3, window: half, multiplier: 2)),
        .add(
          Add(
            first: 2, second: 3, output: 4, firstMultiplier: 0.625, secondMultiplier: -0.3125,
            outputMinimum: -7)),
        .concatenate(Concatenate(inputs: [4, 3], output: 5, multipliers: [1, 0.375])),
        .averagePool(AveragePool(input: 5, output: 6, window: one, multiplier: 1.5)),
        .dense(Dense(input: 6, output: 7, sum: dense)),
      ],
      constants: ConstantData(constants),
      provenance: [
        ProvenanceEntry(key: "training_data", value: "crc32 01234567"),
        ProvenanceEntry(key: "note", value: ""),
      ],
      selfTests: [
        SelfTest(pixels: (0..<60).map { UInt8($0) }, outputs: [[1, -2, 3, .min, .max]])
      ])
  }

  /// As `make()`, with the optional section "reading".
  static func makeReading() -> Model {
    var model = make()
    model.preprocessing.staffSpace = 17.25
    model.confidence = Confidence(temperature: 1.5, threshold: 0.625)
    return model
  }

  /// As `make()`, ending in a global sum.
  static func makeGlobal() -> Model {
    var model = make()
    model.labels = ["a", "b", "c", "d", "e", "f", "g", "h"]
    model.tensors[7].channels = 8
    model.operators[6] = .globalSum(GlobalSum(input: 6, output: 7, logitScale: 0.125))
    model.selfTests = []
    return model
  }

  /// A model that version 1 cannot express: two maps and logits, and a channel affine in place of the last
  /// average pool.
  static func makeMaps() -> Model {
    var model = makeReading()
    var constants = model.constants.copy()
    func place(_ values: [Float]) -> Range<Int> {
      while constants.count % 64 != 0 { constants.append(0) }
      let start = constants.count
      constants += values.flatMap { littleEndian($0.bitPattern) }
      return start..<constants.count
    }
    let multipliers = place([1, -0.5, 0, 2, 0.25, 1, 1, -3])
    let offsets = place([0, 1, -2, 3.5, -4, 0, 7, 100])
    model.constants = ConstantData(constants)
    model.operators[5] = .channelAffine(
      ChannelAffine(
        input: 5, output: 6, multipliers: multipliers, offsets: offsets, outputMinimum: 0))
    model.tensors.append(
      Tensor(height: 2, width: 2, channels: 5, elementType: .int32, scale: 1, zeroPoint: 0))
    let sums = weightedSum(outputs: 5, inputs: 8, into: &constants)
    model.constants = ConstantData(constants)
    model.operators.append(
      .convolution(
        Convolution(
          input: 6, output: 8, window: Window(kernelHeight: 1, kernelWidth: 1), sum: sums)))
    model.outputs = [
      ModelOutput(name: "sizes", tensor: 5, kind: .map),
      .logits(7),
      ModelOutput(
        name: "centres", tensor: 8, kind: .map, channelNames: ["a", "b", "c", "d", "Ω"]),
    ]
    let map = (0..<32).map { Int32($0 * 8 - 128) }
    let wide = (0..<20).map { Int32($0) &* 0x0707_0707 }
    model.selfTests[0].outputs = [map, model.selfTests[0].outputs[0], wide]
    return model
  }

  private static func weightedSum(outputs: Int, inputs: Int, into constants: inout [UInt8])
    -> WeightedSum
  {
    func place(_ bytes: [UInt8]) -> Range<Int> {
      while constants.count % 64 != 0 { constants.append(0) }
      let start = constants.count
      constants += bytes
      return start..<constants.count
    }
    let weights = (0..<outputs * inputs).map { UInt8(bitPattern: Int8($0 % 255 - 127)) }
    let bias = (0..<outputs).flatMap { littleEndian(UInt32(bitPattern: Int32($0 * 1000 - 1500))) }
    let multipliers = (0..<outputs).flatMap { littleEndian((Float($0 + 1) / 1024).bitPattern) }
    return WeightedSum(weights: place(weights), bias: place(bias), multipliers: place(multipliers))
  }

  static func littleEndian(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }
}

/// Everything of a model as values that can be compared.
struct ModelContents: Equatable {
  let name: String
  let labels: [String]
  let preprocessing: Preprocessing
  let confidence: Confidence
  let tensors: [Tensor]
  let operators: [Operator]
  let outputs: [ModelOutput]
  let constants: [UInt8]
  let provenance: [ProvenanceEntry]
  let selfTests: [SelfTest]

  init(_ model: Model) {
    name = model.name
    labels = model.labels
    preprocessing = model.preprocessing
    confidence = model.confidence
    tensors = model.tensors
    operators = model.operators
    outputs = model.outputs
    constants = model.constants.copy()
    provenance = model.provenance
    selfTests = model.selfTests
  }
}

/// Puts the right CRC-32 into a changed file, so that what lies behind the check is reached.
func seal(_ bytes: inout [UInt8]) {
  guard bytes.count >= 28 else { return }
  bytes.replaceSubrange(
    24..<28, with: ExampleModel.littleEndian(CRC32.checksum(Array(bytes[28...]))))
}
