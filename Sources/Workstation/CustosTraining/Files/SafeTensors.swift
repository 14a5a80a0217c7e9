import CustosPlatform
import Foundation

/// A file of named float32 tensors in the safetensors format (version of 2023): 8 bytes of header
/// length, a JSON header with type, shape and byte range of each tensor, then the data.
public struct SafeTensors: Equatable, Sendable {
  /// A named array, last dimension contiguous.
  public struct Tensor: Equatable, Sendable {
    /// Dimensions, slowest first.
    public var shape: [Int]
    /// The elements.
    public var values: [Float]

    /// Describes a tensor.
    public init(shape: [Int], values: [Float]) {
      precondition(shape.reduce(1, *) == values.count, "the shape fits the elements")
      self.shape = shape
      self.values = values
    }
  }

  /// Free text by key, the header's `__metadata__`.
  public var metadata: [String: String]
  /// The tensors by name.
  public var tensors: [String: Tensor]

  /// Collects tensors.
  public init(metadata: [String: String] = [:], tensors: [String: Tensor] = [:]) {
    self.metadata = metadata
    self.tensors = tensors
  }

  /// Headers above this are refused, as the reference implementation does.
  static let longestHeader = 100_000_000

  /// Writes the file whole or not at all.
  ///
  /// - Throws: `TrainingError.platform`.
  public func write(to path: String, replacing: Bool) throws {
    do {
      try FileSystem.write(try encoded(), to: path, replacing: replacing)
    } catch let error as PlatformError {
      throw TrainingError.platform(error)
    }
  }

  /// The bytes of the file; tensors lie in the order of their names.
  func encoded() throws -> [UInt8] {
    var header: [String: Any] = metadata.isEmpty ? [:] : ["__metadata__": metadata]
    var end = 0
    let names = tensors.keys.sorted()
    for name in names {
      guard let tensor = tensors[name] else { continue }
      let bytes = tensor.values.count * 4
      header[name] = [
        "dtype": "F32", "shape": tensor.shape, "data_offsets": [end, end + bytes],
      ]
      end += bytes
    }
    var text = [UInt8](
      try JSONSerialization.data(
        withJSONObject: header, options: [.sortedKeys, .withoutEscapingSlashes]))
    // Spaces at the end keep the data aligned.
    while (text.count + 8) % 64 != 0 { text.append(UInt8(ascii: " ")) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + text.count + end)
    withUnsafeBytes(of: UInt64(text.count).littleEndian) { bytes.append(contentsOf: $0) }
    bytes += text
    for name in names {
      tensors[name]?.values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
    return bytes
  }
}
