import CustosEngine
public import CustosModelFile
import CustosTestRandom

/// A model that is made in a moment: 3x3 convolution, then a dense layer, with random weights, for
/// patches of 12 x 24 pixels cut as 24 x 48.
public enum SmallModel {
  /// Columns of the network's picture.
  public static let networkWidth = 12
  /// Rows of the network's picture.
  public static let networkHeight = 24
  /// The labels in the order of the logits.
  public static let labels = [
    "L0", "L1", "L2", "L3", "L4", "L5", "L6", "S0", "S1", "S2", "S3", "S4", "S5", "S6",
  ]

  /// The model's file, with `selfTests` patches whose logits come from the scalar engine, or are off
  /// by one.
  ///
  /// - Parameter logitScale: the real value of a unit of each logit.
  public static func bytes(
    selfTests: Int = 2, wrongSelfTests: Bool = false, staffSpace: Double? = nil,
    confidence: Confidence = Confidence(), labels: [String] = labels,
    logitScale: (Int) -> Float = { _ in 1e-5 }
  ) throws -> [UInt8] {
    var random = SeededRandom(seed: 77)
    var constants: [UInt8] = []
    let convolution = sum(&constants, &random, outputs: 4, terms: 27) { _ in 0.002 }
    let elements = networkWidth * networkHeight * 4
    let dense = sum(
      &constants, &random, outputs: labels.count, terms: elements, multiplier: logitScale)
    var model = Model(
      name: "small", labels: labels,
      preprocessing: Preprocessing(
        cropWidth: 24, cropHeight: 48, networkWidth: networkWidth, networkHeight: networkHeight,
        staffSpace: staffSpace),
      tensors: [
        Tensor(height: networkHeight, width: networkWidth, channels: 3, scale: 1, zeroPoint: -128),
        Tensor(height: networkHeight, width: networkWidth, channels: 4, scale: 0.5, zeroPoint: -3),
        Tensor(
          height: 1, width: 1, channels: labels.count, elementType: .int32, scale: 1, zeroPoint: 0),
      ],
      operators: [
        .convolution(
          Convolution(
            input: 0, output: 1,
            window: Window(
              kernelHeight: 3, kernelWidth: 3, paddingTop: 1, paddingLeft: 1, paddingBottom: 1,
              paddingRight: 1), sum: convolution)),
        .dense(Dense(input: 1, output: 2, sum: dense)),
      ],
      constants: ConstantData(constants), confidence: confidence,
      provenance: [ProvenanceEntry(key: "origin", value: "a \"test\"")])
    let engine = try Engine(model: model.validated(), instructionSet: .scalar)
    for _ in 0..<selfTests {
      let pixels = random.bytes(networkWidth * networkHeight * 3)
      var test = try engine.selfTest(ofPixels: pixels)
      if wrongSelfTests { test.outputs[0][3] += 1 }
      model.selfTests.append(test)
    }
    return try ModelWriter.bytes(of: model)
  }

  private static func sum(
    _ constants: inout [UInt8], _ random: inout SeededRandom, outputs: Int, terms: Int,
    multiplier: (Int) -> Float
  ) -> WeightedSum {
    var weights: [UInt8] = []
    var biases: [UInt8] = []
    var multipliers: [UInt8] = []
    for output in 0..<outputs {
      for _ in 0..<terms {
        weights.append(UInt8(bitPattern: Int8.random(in: -127...127, using: &random)))
      }
      let bias = Int32.random(in: -9000...9000, using: &random)
      withUnsafeBytes(of: bias.littleEndian) { biases += $0 }
      withUnsafeBytes(of: multiplier(output).bitPattern.littleEndian) { multipliers += $0 }
    }
    return WeightedSum(
      weights: append(weights, to: &constants), bias: append(biases, to: &constants),
      multipliers: append(multipliers, to: &constants))
  }

  private static func append(_ bytes: [UInt8], to constants: inout [UInt8]) -> Range<Int> {
    while constants.count % 64 != 0 { constants.append(0) }
    let start = constants.count
    constants += bytes
    return start..<constants.count
  }
}
