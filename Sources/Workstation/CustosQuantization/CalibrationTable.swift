import CustosPlatform
import Foundation

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
  /// The method that was asked for: `minmax` or `percentile`.
  public var method: String
  /// The percentile that was asked for; absent with `minmax`.
  public var percentile: Double?
  /// Number of patches observed.
  public var patchCount: Int
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

  /// Gathers a calibration's results.
  public init(
    network: String, height: Int, width: Int, modelDigest: String, method: RangeMethod,
    patchCount: Int, patchDigest: String, patchWidth: Int, patchHeight: Int,
    staffSpace: Double? = nil, staffSpacePatchCount: Int? = nil, seed: UInt64,
    layers: [ActivationRange]
  ) {
    self.network = network
    self.height = height
    self.width = width
    self.modelDigest = modelDigest
    switch method {
    case .minmax: self.method = "minmax"
    case .percentile(let percent):
      self.method = "percentile"
      percentile = percent
    }
    self.patchCount = patchCount
    self.patchDigest = patchDigest
    self.patchWidth = patchWidth
    self.patchHeight = patchHeight
    self.staffSpace = staffSpace
    self.staffSpacePatchCount = staffSpacePatchCount
    self.seed = seed
    self.layers = layers
  }

  /// The method that was asked for, or nil when the file names another.
  public var rangeMethod: RangeMethod? {
    switch (method, percentile) {
    case ("minmax", _): .minmax
    case ("percentile", let percent?): .percentile(percent)
    default: nil
    }
  }

  /// The staff space in a crop of `cropHeight` rows that is resized to the network as the patches
  /// were.
  func staffSpace(cropHeight: Int) -> Double? {
    staffSpace.map { $0 * Double(cropHeight) / Double(patchHeight) }
  }

  /// The table as indented JSON with sorted keys; the same table always gives the same bytes.
  public func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let text = String(decoding: try encoder.encode(self), as: UTF8.self)
    return [UInt8](Self.joiningNumbers(text).utf8) + [0x0A]
  }

  /// Puts arrays of numbers, which the encoder spreads over lines, on one line each.
  private static func joiningNumbers(_ text: String) -> String {
    var lines: [Substring] = []
    var joined: String?
    for line in text.split(separator: "\n") {
      let element = line.drop { $0 == " " }
      if element.hasSuffix("[") {
        lines.append(line)
        joined = ""
      } else if let numbers = joined, element.first?.isNumber == true {
        joined = numbers + (numbers.isEmpty ? "" : " ") + element
      } else if let numbers = joined, !numbers.isEmpty, let start = lines.popLast() {
        lines.append(start + numbers + element)
        joined = nil
      } else {
        lines.append(line)
        joined = nil
      }
    }
    return lines.joined(separator: "\n")
  }

  /// Reads a table.
  ///
  /// - Parameter file: the name to use in errors.
  /// - Throws: `QuantizationError.malformedCalibration`.
  public init(json bytes: [UInt8], file: String) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    func malformed(_ reason: String) -> QuantizationError {
      .malformedCalibration(file: file, reason: reason)
    }
    do { self = try decoder.decode(Self.self, from: Data(bytes)) } catch {
      throw malformed(Self.reason(of: error))
    }
    guard schema == Self.currentSchema else {
      throw malformed("its schema is \(schema) where \(Self.currentSchema) is expected")
    }
    guard rangeMethod != nil else {
      throw malformed("its method is \(method) where minmax or percentile is expected")
    }
    if let staffSpace {
      guard patchHeight > 0, staffSpace >= 1, staffSpace <= Double(patchHeight) else {
        throw malformed(
          "its staff space is \(staffSpace) where 1 to the patches' \(patchHeight) rows are expected"
        )
      }
    }
    for layer in layers {
      let bounds =
        [(layer.minimum, layer.maximum)] + layer.percentiles.map { ($0.low, $0.high) }
      guard bounds.allSatisfy({ $0 <= $1 && $0.isFinite && $1.isFinite }) else {
        throw malformed("a range of \(layer.layer) does not rise or is not finite")
      }
    }
  }

  private static func reason(of error: any Error) -> String {
    func path(_ context: DecodingError.Context) -> String {
      context.codingPath.map(\.stringValue).joined(separator: ".")
    }
    switch error as? DecodingError {
    case .keyNotFound(let key, let context):
      return "the key \(key.stringValue) is missing at \"\(path(context))\""
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "the value at \"\(path(context))\" is of the wrong type"
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      return "the value at \"\(path(context))\" cannot be used: \(context.debugDescription)"
    default: return "it is not JSON"
    }
  }
}
