import CustosEngine
public import CustosModelFile
import CustosTestRandom

/// A page network that is made in a moment and finds squares of ink: a cell is a centre where the staff
/// space around it is mostly dark. Its symbols are one staff space wide and high, empty heads on L3.
public enum SmallPageModel {
  /// Rows of the file's input.
  public static let height = 48
  /// Columns of the file's input.
  public static let width = 64
  /// The labels in the order of the positions.
  public static let labels = SmallModel.labels + ["outside"]
  /// The classes in the order of their channels.
  public static let classNames = ["head/full", "head/empty", "rest/quarter_rest"]

  /// The model's file, with `selfTests` patches whose maps come from the scalar engine.
  public static func bytes(selfTests: Int = 2) throws -> [UInt8] {
    var model = make()
    let engine = try Engine(model: model.validated(), instructionSet: .scalar)
    var random = SeededRandom(seed: 78)
    for _ in 0..<selfTests {
      model.selfTests.append(try engine.selfTest(ofPixels: random.bytes(height * width * 3)))
    }
    return try ModelWriter.bytes(of: model)
  }

  /// The model without self-tests.
  public static func make() -> Model {
    var constants: [UInt8] = []
    // The sum over 12 x 12 pixels of -q, less 15,000: above 0 where two thirds are ink.
    let dark = sum(&constants, terms: 432, weight: -1, biases: [-15_000, -1_000_000], unit: 1e-4)
    // Middle of the cell; e^0 = 1 staff space.
    let box = sum(&constants, terms: 48, weight: 0, biases: [512, 512, 0, 0], unit: 0x1p-10)
    let place = sum(
      &constants, terms: 48, weight: 0, biases: labels.map { $0 == "L3" ? 5 : 0 }, unit: 1)
    let kind = sum(&constants, terms: 48, weight: 0, biases: [1, 2, 7], unit: 0.5)
    let around = Window(
      kernelHeight: 12, kernelWidth: 12, strideY: 4, strideX: 4, paddingTop: 4, paddingLeft: 4,
      paddingBottom: 4, paddingRight: 4)
    let cell = Window(kernelHeight: 4, kernelWidth: 4, strideY: 4, strideX: 4)
    let sums = [(dark, around), (box, cell), (place, cell), (kind, cell)]
    let channels = [2, 4, labels.count, 3]
    return Model(
      name: "small_page", labels: labels,
      preprocessing: Preprocessing(
        cropWidth: width, cropHeight: height, networkWidth: width, networkHeight: height,
        staffSpace: 12),
      tensors: [Tensor(height: height, width: width, channels: 3, scale: 1, zeroPoint: -128)]
        + channels.map {
          Tensor(
            height: height / 4, width: width / 4, channels: $0, elementType: .int32, scale: 1,
            zeroPoint: 0)
        },
      operators: sums.enumerated().map { index, entry in
        .convolution(Convolution(input: 0, output: index + 1, window: entry.1, sum: entry.0))
      },
      outputs: [
        ModelOutput(name: "centres", tensor: 1, kind: .map, channelNames: ["head", "rest"]),
        ModelOutput(name: "boxes", tensor: 2, kind: .map),
        ModelOutput(name: "positions", tensor: 3, kind: .map),
        ModelOutput(name: "classes", tensor: 4, kind: .map, channelNames: classNames),
      ], constants: ConstantData(constants))
  }

  /// Sums with one weight everywhere.
  private static func sum(
    _ constants: inout [UInt8], terms: Int, weight: Int8, biases: [Int32], unit: Float
  ) -> WeightedSum {
    func append(_ bytes: [UInt8]) -> Range<Int> {
      while constants.count % 64 != 0 { constants.append(0) }
      let start = constants.count
      constants += bytes
      return start..<constants.count
    }
    var bias: [UInt8] = []
    var units: [UInt8] = []
    for value in biases {
      withUnsafeBytes(of: value.littleEndian) { bias += $0 }
      withUnsafeBytes(of: unit.bitPattern.littleEndian) { units += $0 }
    }
    return WeightedSum(
      weights: append(
        [UInt8](repeating: UInt8(bitPattern: weight), count: terms * biases.count)),
      bias: append(bias), multipliers: append(units))
  }
}
