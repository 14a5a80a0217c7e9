import CustosPlatform

@testable import CustosWeights

/// A file of named float32 tensors in the safetensors format (version of 2023): 8 bytes of header
/// length, a JSON header with type, shape and byte range of each tensor, then the data. Here all of it
/// is in memory.
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

  /// Writes the file whole or not at all; tensors lie in the order of their names.
  ///
  /// - Throws: `FileError.platform`.
  public func write(to path: String, replacing: Bool) throws {
    var writer = SafeTensorsWriter(metadata: metadata)
    // The writer takes tensors where they lie, which is where these copies hold them.
    let copies = tensors.mapValues { tensor in
      let copy = UnsafeMutableBufferPointer<Float>.allocate(capacity: tensor.values.count)
      _ = copy.initialize(from: tensor.values)
      return copy
    }
    defer { copies.values.forEach { $0.deallocate() } }
    for (name, copy) in copies {
      writer.add(name, shape: tensors[name]?.shape ?? [], UnsafeBufferPointer(copy))
    }
    try writer.write(to: path, replacing: replacing)
  }

  /// Reads a file.
  ///
  /// - Throws: `FileError.platform` when it cannot be read, `.damaged` when it is damaged or
  ///   holds other types than F32.
  public init(readingFrom path: String) throws {
    let file = try SafeTensorsFile(path)
    metadata = file.metadata
    let bytes = try FileSystem.read(path)
    tensors = try bytes.withUnsafeBytes { bytes in
      try SafeTensorsHeader(of: bytes).places.mapValues { place in
        let values = UnsafeRawBufferPointer(rebasing: bytes[place.bytes])
        return Tensor(
          shape: place.shape,
          values: stride(from: 0, to: values.count, by: 4).map {
            values.loadUnaligned(fromByteOffset: $0, as: Float.self)
          })
      }
    }
  }
}
