import CCustosFloatKernels

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
  public func sum(_ block: UnsafeMutableBufferPointer<Float>) throws(CommunicationError) {
    guard let base = block.baseAddress else { return }
    try sum(base, count: block.count, stride: block.count, along: ShardTree(shard()))
  }

  /// Adds up blocks of floats along a tree over the shards of all ranks.
  ///
  /// Each rank adds up a part of the elements, which the others then get.
  ///
  /// - Parameters:
  ///   - blocks: one of `count` elements for each of the rank's nodes, `stride` elements apart; the sum over
  ///     all shards is left in the first one.
  ///   - tree: that of this rank.
  public func sum(
    _ blocks: UnsafeMutablePointer<Float>, count: Int, stride: Int, along tree: ShardTree
  ) throws(CommunicationError) {
    guard size > 1 else { return }
    let parts = (0..<size).map { Shard($0, of: size).range(of: count) }
    let nodes = (0..<size).map { tree.nodes(ofRank: $0, of: size) }
    let own = parts[rank]
    let packed = UnsafeMutablePointer<Float>.allocate(capacity: max(1, nodes[rank].count * count))
    let received = UnsafeMutablePointer<Float>.allocate(
      capacity: max(1, nodes.reduce(0) { $0 + $1.count } * own.count))
    defer {
      packed.deallocate()
      received.deallocate()
    }
    var sent: [UnsafeMutableRawBufferPointer] = []
    var place = packed
    for part in parts {
      let start = place
      for node in nodes[rank].indices {
        place.update(from: blocks + node * stride + part.lowerBound, count: part.count)
        place += part.count
      }
      sent.append(Self.bytes(start, place - start))
    }
    var leaves: [Int: UnsafeMutablePointer<Float>] = [:]
    var arriving: [UnsafeMutableRawBufferPointer] = []
    place = received
    for other in 0..<size {
      arriving.append(Self.bytes(place, nodes[other].count * own.count))
      for node in nodes[other] {
        leaves[node.lowerBound] = place
        place += own.count
      }
    }
    try exchange(sent: sent, received: arriving)
    for (node, leaf) in nodes[rank].enumerated() {
      leaves[leaf.lowerBound]?.update(
        from: blocks + node * stride + own.lowerBound, count: own.count)
    }
    let summed = nodes.flatMap(\.self)
    let additions = ShardTree.additions(in: 0..<tree.shard.count) { summed.contains($0) }
    for (into, from) in additions {
      guard let target = leaves[into], let source = leaves[from] else { continue }
      custos_f32_scale(source, 1, 1, own.count, target)
    }
    if let sum = leaves[0] { (blocks + own.lowerBound).update(from: sum, count: own.count) }
    let sums = Self.bytes(blocks + own.lowerBound, own.count)
    try exchange(
      sent: (0..<size).map { _ in sums },
      received: parts.map { Self.bytes(blocks + $0.lowerBound, $0.count) })
  }

  private static func bytes(
    _ start: UnsafeMutablePointer<Float>, _ count: Int
  ) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(start: start, count: count))
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
        received: (0..<size).map { $0 == 0 && rank > 0 ? all : none })
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
          })
      }
    }
    all.replaceSubrange(rank * bytes.count..<(rank + 1) * bytes.count, with: bytes)
    return (0..<size).map { Array(all[$0 * bytes.count..<($0 + 1) * bytes.count]) }
  }
}
