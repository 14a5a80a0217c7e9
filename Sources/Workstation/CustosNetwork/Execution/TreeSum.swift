import CCustosFloatKernels

/// Adds blocks of floats up along the tree over the shards of all processes.
///
/// Each process adds up a part of the elements, which the others then get. Which part does not matter for the
/// bits, nor do the borders between calls.
final class TreeSum {
  /// What a process sends: sums of nodes, as floats or rounded to bfloat16.
  private struct Share {
    let nodes: [Range<Int>]
    let isRounded: Bool
    var elementBytes: Int { isRounded ? 2 : 4 }
  }

  private let communicator: any Communicator
  private let tree: ShardTree
  /// Elements of a block.
  private let count: Int
  private let channel: MessageChannel
  private let errors: RoundingErrors?
  /// By rank.
  private let shares: [Share]
  /// The sums behind the exchange.
  private let additions: [(into: Int, from: Int)]
  private let memory = MessageMemory()

  /// Prepares for blocks of `count` elements, one for each of `tree.nodes`.
  ///
  /// - Parameter errors: what rounding loses, of a tree whose nodes are single shards; nil to send floats.
  init(
    _ communicator: any Communicator, _ tree: ShardTree, count: Int, on channel: MessageChannel,
    errors: RoundingErrors? = nil
  ) {
    self.communicator = communicator
    self.tree = tree
    self.count = count
    self.channel = channel
    self.errors = errors
    shares = (0..<communicator.size).map {
      Self.share(ofRank: $0, of: communicator.size, tree.shard.count, isRounded: errors != nil)
    }
    let nodes = shares.flatMap(\.nodes)
    additions = ShardTree.additions(in: 0..<tree.shard.count) { nodes.contains($0) }
  }

  /// Rounded shards where they take no more bytes than sums of nodes, which cannot be rounded: a process that
  /// has more of the shards would round less often.
  private static func share(
    ofRank rank: Int, of size: Int, _ shardCount: Int, isRounded: Bool
  ) -> Share {
    let own = Shard(Shard(rank, of: size).range(of: shardCount), of: shardCount)
    let sums = Share(nodes: ShardTree(own).nodes, isRounded: false)
    let single = Share(nodes: ShardTree(own, single: true).nodes, isRounded: true)
    guard isRounded, size > 1,
      single.nodes.count * single.elementBytes <= sums.nodes.count * sums.elementBytes
    else { return sums }
    return single
  }

  /// Adds up some elements of the blocks, which lie behind each other; the sum over all shards is left in the
  /// first one.
  ///
  /// - Throws: `CommunicationError`.
  func sum(
    _ range: Range<Int>, of blocks: UnsafeMutablePointer<Float>
  ) throws(CommunicationError) {
    errors?.round(range, ofBlocks: blocks)
    let start = blocks + range.lowerBound
    for node in shares[communicator.rank].nodes {
      for (into, from) in ShardTree.additions(in: node, where: { tree.nodes.contains($0) }) {
        custos_f32_scale(block(from, start), 1, 1, range.count, block(into, start))
      }
    }
    let parts = (0..<communicator.size).map {
      Shard($0, of: communicator.size).range(of: range.count)
    }
    let own = parts[communicator.rank]
    if communicator.size > 1 {
      memory.clear()
      let leaves = try collect(start, parts)
      for (into, from) in additions {
        guard let target = leaves[into], let source = leaves[from] else { continue }
        custos_f32_scale(source, 1, 1, own.count, target)
      }
      if let sum = leaves[0], sum != start + own.lowerBound {
        (start + own.lowerBound).update(from: sum, count: own.count)
      }
    }
    errors?.round(
      range.lowerBound + own.lowerBound..<range.lowerBound + own.upperBound, of: range,
      ofSum: blocks)
    if communicator.size > 1 { try spread(start, parts) }
  }

  /// The block of the node that begins with a shard.
  private func block(
    _ shard: Int, _ start: UnsafeMutablePointer<Float>
  ) -> UnsafeMutablePointer<Float> {
    start + (tree.nodes.firstIndex { $0.lowerBound == shard } ?? 0) * count
  }

  /// Sends each rank its part of the own nodes; gives the own part of all nodes, by their first shard.
  private func collect(
    _ start: UnsafeMutablePointer<Float>, _ parts: [Range<Int>]
  ) throws(CommunicationError) -> [Int: UnsafeMutablePointer<Float>] {
    let (rank, own) = (communicator.rank, parts[communicator.rank])
    let received = shares.enumerated().map { other, share in
      other == rank
        ? UnsafeMutableRawBufferPointer(start: nil, count: 0)
        : memory.next(share.nodes.count * own.count * share.elementBytes)
    }
    let sent = parts.enumerated().map { other, part in
      other == rank
        ? UnsafeMutableRawBufferPointer(start: nil, count: 0)
        : message(shares[rank], part, start)
    }
    try communicator.exchange(sent: sent, received: received, on: channel)
    var leaves: [Int: UnsafeMutablePointer<Float>] = [:]
    for (other, share) in shares.enumerated() {
      for (place, node) in share.nodes.enumerated() {
        leaves[node.lowerBound] =
          other == rank
          ? block(node.lowerBound, start) + own.lowerBound
          : floats(received[other], place, own.count, isRounded: share.isRounded)
      }
    }
    return leaves
  }

  /// A part of a share's nodes, one behind the other.
  private func message(
    _ share: Share, _ part: Range<Int>, _ start: UnsafeMutablePointer<Float>
  ) -> UnsafeMutableRawBufferPointer {
    if share.nodes.count == 1, !share.isRounded {
      return bytes(block(share.nodes[0].lowerBound, start) + part.lowerBound, part.count)
    }
    let message = memory.next(share.nodes.count * part.count * share.elementBytes)
    for (place, node) in share.nodes.enumerated() {
      let source = block(node.lowerBound, start) + part.lowerBound
      if share.isRounded {
        custos_f32_to_bf16(source, part.count, message.element(place * part.count))
      } else {
        message.element(place * part.count).update(from: source, count: part.count)
      }
    }
    return message
  }

  /// One of the nodes of a message that has come.
  private func floats(
    _ message: UnsafeMutableRawBufferPointer, _ place: Int, _ count: Int, isRounded: Bool
  ) -> UnsafeMutablePointer<Float> {
    guard isRounded else { return message.element(place * count) }
    let target: UnsafeMutablePointer<Float> = memory.next(count * 4).element(0)
    custos_f32_from_bf16(
      message.element(place * count) as UnsafeMutablePointer<UInt16>, count, target)
    return target
  }

  /// Gives all ranks the parts that each has summed up.
  private func spread(
    _ start: UnsafeMutablePointer<Float>, _ parts: [Range<Int>]
  ) throws(CommunicationError) {
    let own = parts[communicator.rank]
    guard errors != nil else {
      let sum = bytes(start + own.lowerBound, own.count)
      return try communicator.exchange(
        sent: parts.map { _ in sum },
        received: parts.map { bytes(start + $0.lowerBound, $0.count) },
        on: channel)
    }
    let sum = memory.next(own.count * 2)
    custos_f32_to_bf16(start + own.lowerBound, own.count, sum.element(0))
    let received = parts.map { memory.next($0.count * 2) }
    try communicator.exchange(sent: parts.map { _ in sum }, received: received, on: channel)
    for (rank, part) in parts.enumerated() where rank != communicator.rank {
      custos_f32_from_bf16(
        received[rank].element(0) as UnsafeMutablePointer<UInt16>, part.count,
        start + part.lowerBound)
    }
  }

  private func bytes(
    _ start: UnsafeMutablePointer<Float>, _ count: Int
  ) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(start: start, count: count))
  }
}
