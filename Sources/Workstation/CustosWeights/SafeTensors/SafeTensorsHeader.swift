import CustosPlatform
import Foundation

/// What the header of a safetensors file says: where each tensor lies.
package struct SafeTensorsHeader {
  /// A tensor in the file.
  package struct Place {
    /// How its elements are written; nil for what is no floating-point number.
    let format: FloatFormat?
    /// Dimensions, slowest first.
    let shape: [Int]
    /// Where its elements lie, counted from the start of the file.
    let bytes: Range<Int>
  }

  /// Why bytes are not a safetensors file.
  package struct Damage: Error {
    let reason: String
  }

  /// Headers above this are refused, as the reference implementation does.
  package static let longestHeader = 100_000_000

  /// Free text by key.
  package private(set) var metadata: [String: String] = [:]
  /// The tensors by name.
  package private(set) var places: [String: Place] = [:]

  /// Reads the header of a whole file; every length and range is checked before it is used.
  ///
  /// - Parameter allTypes: whether tensors may have other types than F32.
  package init(of bytes: RawSpan, allTypes: Bool = false) throws(Damage) {
    guard bytes.byteCount >= 8 else {
      throw Damage(
        reason: "it has \(bytes.byteCount) bytes, too few for a safetensors file; get a whole copy."
      )
    }
    let length = bytes.uint64(at: 0)
    guard length <= Self.longestHeader, length <= bytes.byteCount - 8 else {
      throw Damage(
        reason: "it is no safetensors file or cut short: its header would have \(length) bytes, "
          + "but \(bytes.byteCount - 8) follow; give a file that `custos train` wrote.")
    }
    let dataStart = 8 + Int(length)
    let object = try Self.object(bytes.extracting(8..<dataStart))
    let dataCount = bytes.byteCount - dataStart
    var ranges: [Range<Int>] = []
    for (name, value) in object {
      guard let entry = value as? [String: Any] else {
        throw Damage(reason: "its entry '\(name)' is no JSON object; get an undamaged copy.")
      }
      if name == "__metadata__" {
        metadata = entry.compactMapValues { $0 as? String }
        continue
      }
      let (format, shape, range) = try Self.place(
        name, entry, dataCount: dataCount, allTypes: allTypes)
      ranges.append(range)
      places[name] = Place(
        format: format, shape: shape,
        bytes: dataStart + range.lowerBound..<dataStart + range.upperBound)
    }
    // The format asks for data without holes or overlaps, in any order.
    ranges.sort { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
    var end = 0
    for range in ranges {
      guard range.lowerBound == end else {
        throw Damage(reason: "its tensors overlap or leave holes; get an undamaged copy.")
      }
      end = range.upperBound
    }
    guard end == dataCount else {
      throw Damage(
        reason: "its tensors take \(end) bytes, but \(dataCount) are there; get a whole copy.")
    }
  }

  private static func object(_ text: RawSpan) throws(Damage) -> [String: Any] {
    let damage = Damage(
      reason: "it is no safetensors file: its header is no JSON object; give a file that "
        + "`custos train` wrote.")
    do {
      let object = try JSONSerialization.jsonObject(with: Data([UInt8](copying: text)))
      guard let header = object as? [String: Any] else { throw damage }
      return header
    } catch {
      throw damage
    }
  }

  private static func place(
    _ name: String, _ entry: [String: Any], dataCount: Int, allTypes: Bool
  ) throws(Damage) -> (format: FloatFormat?, shape: [Int], range: Range<Int>) {
    guard let type = entry["dtype"] as? String, let shape = entry["shape"] as? [Int],
      let offsets = entry["data_offsets"] as? [Int], offsets.count == 2
    else {
      throw Damage(
        reason: "tensor '\(name)' lacks dtype, shape or data_offsets; get an undamaged copy.")
    }
    guard type == "F32" || allTypes, let byteCount = Self.byteCounts[type] else {
      throw Damage(reason: "tensor '\(name)' has type \(type), but F32 is needed; convert it.")
    }
    var count = 1
    for dimension in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      guard dimension >= 0 && !overflow && product <= dataCount else {
        throw Damage(reason: "tensor '\(name)' has an impossible shape; get an undamaged copy.")
      }
      count = product
    }
    guard offsets[0] >= 0 && offsets[0] <= offsets[1] && offsets[1] <= dataCount,
      offsets[1] - offsets[0] == count * byteCount
    else {
      throw Damage(
        reason: "tensor '\(name)' has a byte range that does not fit its shape or the file; get "
          + "a whole copy.")
    }
    return (FloatFormat(rawValue: type), shape, offsets[0]..<offsets[1])
  }

  /// Bytes of an element of each type that is known.
  private static let byteCounts = [
    "BOOL": 1, "U8": 1, "I8": 1, "U16": 2, "I16": 2, "F16": 2, "BF16": 2, "U32": 4, "I32": 4,
    "F32": 4, "U64": 8, "I64": 8, "F64": 8,
  ]
}
