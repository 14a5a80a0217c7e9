/// The result of a calibration: for each layer the ranges of its activations, as readable JSON.
public struct CalibrationTable: Codable, Equatable, Sendable {
  /// The schema that this code writes and reads.
  public static let currentSchema = "custos.calibration/1"

  /// `custos.calibration/1`.
  public var schema = Self.currentSchema
  /// The network's name, such as `vgg4`.
  public var network: String
  /// Rows of the network's input.
  public var height: Int
  /// Columns of the network's input.
  public var width: Int
  /// CRC-32 of the float weights' file, eight hexadecimal digits.
  public var modelDigest: String
  /// The method that was asked for: `minmax`, `percentile` or `mse`.
  public var method: String
  /// The percentile that was asked for; absent with other methods.
  public var percentile: Double?
  /// Number of patches observed.
  public var patchCount: Int
  /// Patches of one brightness, which show nothing; nil where they were not counted.
  public var blankPatchCount: Int?
  /// Absolute path of the folder that the patches were drawn from; nil for crops of pages and in tables of
  /// earlier versions.
  public var patchFolder: String?
  /// CRC-32 over the patches' pixels in the order in which they were used.
  public var patchDigest: String
  /// Columns of the patches' files before resizing to the network's size.
  public var patchWidth: Int
  /// Rows of the patches' files.
  public var patchHeight: Int
  /// Median distance of staff lines in pixels of `patchHeight` rows; nil when no patch shows a
  /// staff.
  public var staffSpace: Double?
  /// Patches that the median is of; absent like it.
  public var staffSpacePatchCount: Int?
  /// Seed with which the patches were drawn.
  public var seed: UInt64
  /// What was observed, in the network's order.
  public var layers: [ActivationRange]
  /// What int8 weights change in the means of the layers that have some, in the network's order; nil
  /// in tables of earlier versions.
  public var weightErrors: [WeightError]?

  /// Gathers a calibration's results.
  public init(
    network: String, height: Int, width: Int, modelDigest: String, method: RangeMethod,
    patchCount: Int, blankPatchCount: Int? = nil, patchFolder: String? = nil, patchDigest: String,
    patchWidth: Int, patchHeight: Int,
    staffSpace: Double? = nil, staffSpacePatchCount: Int? = nil, seed: UInt64,
    layers: [ActivationRange], weightErrors: [WeightError]? = nil
  ) {
    self.network = network
    self.height = height
    self.width = width
    self.modelDigest = modelDigest
    self.method = method.name
    percentile = method.percent
    self.patchCount = patchCount
    self.blankPatchCount = blankPatchCount
    self.patchFolder = patchFolder
    self.patchDigest = patchDigest
    self.patchWidth = patchWidth
    self.patchHeight = patchHeight
    self.staffSpace = staffSpace
    self.staffSpacePatchCount = staffSpacePatchCount
    self.seed = seed
    self.layers = layers
    self.weightErrors = weightErrors
  }

  /// The method that was asked for, or nil when the file names another.
  public var rangeMethod: RangeMethod? { RangeMethod(name: method, percentile: percentile) }

  /// The staff space in a crop of `cropHeight` rows that is resized to the network as the patches
  /// were.
  func staffSpace(cropHeight: Int) -> Double? {
    staffSpace.map { $0 * Double(cropHeight) / Double(patchHeight) }
  }
}
