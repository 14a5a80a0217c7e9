import Foundation

extension CalibrationTable {
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
      } else if let numbers = joined, element.first?.isNumber == true || element.first == "-" {
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
      throw malformed("its method is \(method) where minmax, percentile or mse is expected")
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
        + (layer.mse.map { [($0.low, $0.high)] } ?? [])
      guard bounds.allSatisfy({ $0 <= $1 && $0.isFinite && $1.isFinite }) else {
        throw malformed("a range of \(layer.layer) does not rise or is not finite")
      }
    }
    if let layer = weightErrors?.first(where: { !$0.means.allSatisfy(\.isFinite) }) {
      throw malformed("a weight error of \(layer.layer) is not finite")
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
