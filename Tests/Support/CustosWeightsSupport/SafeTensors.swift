package import CustosWeights

/// A file of named float32 tensors in the safetensors format (version of 2023): 8 bytes of header
/// length, a JSON header with type, shape and byte range of each tensor, then the data. Here all of it
/// is in memory.
package struct SafeTensors: Equatable, Sendable {
  /// A named array, last dimension contiguous.
  package struct Tensor: Equatable, Sendable {
    /// Dimensions, slowest first.
    package var shape: [Int]
    /// The elements.
    package var values: [Float]

    /// Describes a tensor.
    package init(shape: [Int], values: [Float]) {
      precondition(shape.reduce(1, *) == values.count, "the shape fits the elements")
      self.shape = shape
      self.values = values
    }
  }

  /// Free text by key, the header's `__metadata__`.
  package var metadata: [String: String]
  /// The tensors by name.
  package var tensors: [String: Tensor]

  /// Collects tensors.
  package init(metadata: [String: String] = [:], tensors: [String: Tensor] = [:]) {
    self.metadata = metadata
    self.tensors = tensors
  }

  /// Writes the file whole or not at all; tensors lie in the order of their names.
  ///
  /// - Throws: `WeightsError.platform`.
  package func write(to path: String, replacing: Bool) throws {
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
  /// - Throws: `WeightsError.platform` when it cannot be read, `.damaged` when it is damaged or holds
  ///   other types than F32.
  package init(readingFrom path: String) throws(WeightsError) {
    let file = try SafeTensorsFile(path)
    metadata = file.metadata
    tensors = [:]
    for name in file.names {
      let shape = file.shape(of: name) ?? []
      var values = [Float](repeating: 0, count: shape.reduce(1, *))
      try values.withUnsafeMutableBufferPointer { (buffer) throws(WeightsError) in
        try file.copy(name, to: buffer)
      }
      tensors[name] = Tensor(shape: shape, values: values)
    }
  }
}
