public import CustosNetwork
import CustosPlatform
import Foundation

/// Writes safetensors files from tensors that lie somewhere in memory, one after the other, so that
/// no second copy of them is needed.
public struct SafeTensorsWriter {
  private struct Entry {
    let name: String
    let shape: [Int]
    let elements: UnsafeBufferPointer<Float>
  }

  /// Free text by key, the header's `__metadata__`.
  public var metadata: [String: String]
  private var entries: [Entry] = []

  /// Starts without tensors.
  public init(metadata: [String: String]) { self.metadata = metadata }

  /// Adds a tensor, which must stay where it is until the file is written.
  public mutating func add(_ name: String, shape: [Int], _ elements: UnsafeBufferPointer<Float>) {
    precondition(shape.reduce(1, *) == elements.count, "the shape fits the elements")
    entries.append(Entry(name: name, shape: shape, elements: elements))
  }

  /// Adds all tensors of weights, which must stay alive until the file is written.
  public mutating func add(_ parameters: Parameters, prefix: String = "") {
    for (parameter, elements) in parameters.tensors {
      add(prefix + parameter.name, shape: parameter.shape, UnsafeBufferPointer(elements))
    }
  }

  /// Writes the file whole or not at all; tensors lie in the order of their names.
  ///
  /// - Throws: `WeightsError.platform`; `.damaged` when the metadata cannot be written as JSON.
  public func write(to path: String, replacing: Bool) throws(WeightsError) {
    let sorted = entries.sorted { $0.name < $1.name }
    let text: [UInt8]
    do { text = try header(sorted) } catch {
      throw .damaged(path: path, reason: "its metadata cannot be written as JSON: \(error).")
    }
    do throws(PlatformError) {
      var file = try OutputFile(path, replacing: replacing)
      try file.append(text.span.bytes)
      for entry in sorted { try file.append(entry.elements.span.bytes) }
      try file.commit()
    } catch {
      throw .platform(error)
    }
  }

  /// Everything before the data.
  private func header(_ sorted: [Entry]) throws -> [UInt8] {
    var object: [String: Any] = metadata.isEmpty ? [:] : ["__metadata__": metadata]
    var end = 0
    for entry in sorted {
      let bytes = entry.elements.count * 4
      object[entry.name] = [
        "dtype": "F32", "shape": entry.shape, "data_offsets": [end, end + bytes],
      ]
      end += bytes
    }
    var text = [UInt8](
      try JSONSerialization.data(
        withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes]))
    // Spaces at the end keep the data aligned.
    while (text.count + 8) % 64 != 0 { text.append(UInt8(ascii: " ")) }
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
  }
}
