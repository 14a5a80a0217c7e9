extension Communicator {
  /// A number of each rank, in their order.
  public func gather(_ number: Double) throws(CommunicationError) -> [Double] {
    var numbers = [Double](repeating: 0, count: size)
    numbers[rank] = number
    return try sum(numbers)
  }

  /// The sums of a few numbers over all ranks.
  public func sum(_ numbers: [Double]) throws(CommunicationError) -> [Double] {
    guard size > 1 else { return numbers }
    var sums = numbers
    try sums.withUnsafeMutableBufferPointer { (buffer) throws(CommunicationError) in
      try sum(buffer)
    }
    return sums
  }

  /// Replaces each element by its sum over all ranks, in float32.
  ///
  /// - Throws: `CommunicationError`.
  public func sum(_ block: UnsafeMutableBufferPointer<Float>) throws(CommunicationError) {
    guard let base = block.baseAddress else { return }
    try TreeSum(self, ShardTree(shard()), count: block.count, on: .step)
      .sum(0..<block.count, of: base)
  }

  /// Replaces each element by its sum over all ranks, in float64.
  public func sum(_ numbers: UnsafeMutableBufferPointer<Double>) throws(CommunicationError) {
    let all = try gather(Array(UnsafeRawBufferPointer(numbers)))
    for index in numbers.indices {
      var sum = 0.0
      for bytes in all {
        sum += bytes.withUnsafeBytes {
          $0.loadUnaligned(fromByteOffset: index * 8, as: Double.self)
        }
      }
      numbers[index] = sum
    }
  }

  /// The bytes of rank 0; what other ranks give is not looked at.
  ///
  /// - Throws: `CommunicationError`.
  public func broadcast(_ bytes: [UInt8]) throws(CommunicationError) -> [UInt8] {
    let count = Int(try sum([rank == 0 ? Double(bytes.count) : 0])[0])
    var bytes = rank == 0 ? bytes : [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBufferPointer { (buffer) throws(CommunicationError) in
      let (all, none) = (
        UnsafeMutableRawBufferPointer(buffer), UnsafeMutableRawBufferPointer(start: nil, count: 0)
      )
      try exchange(
        sent: (0..<size).map { _ in rank == 0 ? all : none },
        received: (0..<size).map { $0 == 0 && rank > 0 ? all : none }, on: .step)
    }
    return bytes
  }

  /// The bytes of every rank, as many as each has, in the order of the ranks.
  public func gather(_ bytes: [UInt8]) throws(CommunicationError) -> [[UInt8]] {
    let counts = try gather(ofOneLength: withUnsafeBytes(of: Int64(bytes.count)) { Array($0) })
      .map { bytes in bytes.withUnsafeBytes { Int($0.loadUnaligned(as: Int64.self)) } }
    let longest = counts.max() ?? 0
    let padded = bytes + [UInt8](repeating: 0, count: longest - bytes.count)
    return zip(try gather(ofOneLength: padded), counts).map { Array($0.prefix($1)) }
  }

  private func gather(ofOneLength bytes: [UInt8]) throws(CommunicationError) -> [[UInt8]] {
    var (own, all) = (bytes, [UInt8](repeating: 0, count: size * bytes.count))
    try own.withUnsafeMutableBufferPointer { (own) throws(CommunicationError) in
      try all.withUnsafeMutableBufferPointer { (all) throws(CommunicationError) in
        try exchange(
          sent: (0..<size).map { _ in UnsafeMutableRawBufferPointer(own) },
          received: (0..<size).map {
            UnsafeMutableRawBufferPointer(
              UnsafeMutableBufferPointer(rebasing: all[$0 * own.count..<($0 + 1) * own.count]))
          }, on: .step)
      }
    }
    all.replaceSubrange(rank * bytes.count..<(rank + 1) * bytes.count, with: bytes)
    return (0..<size).map { Array(all[$0 * bytes.count..<($0 + 1) * bytes.count]) }
  }
}
