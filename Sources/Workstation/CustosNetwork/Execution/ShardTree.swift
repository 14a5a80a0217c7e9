/// The binary tree along which sums over the images of a batch are formed.
///
/// Its leaves are the shards of the batch, and each node is cut in the middle. As every sum is that of a
/// node's two halves, whatever process or thread forms it, all come to the same bits.
public struct ShardTree: Equatable, Sendable {
  /// The shards that this process works on.
  public let shard: Shard
  /// The largest nodes whose shards are all this process's own, from left to right.
  public let nodes: [Range<Int>]

  /// Describes the part of a process.
  public init(_ shard: Shard) {
    self.shard = shard
    nodes = Self.nodes(within: shard.indices, below: 0..<shard.count)
  }

  /// All shards in one process.
  public init(count: Int) { self.init(Shard(0..<count, of: count)) }

  /// The nodes of another of `size` processes that share the batch.
  func nodes(ofRank rank: Int, of size: Int) -> [Range<Int>] {
    Self.nodes(
      within: Shard(rank, of: size).range(of: shard.count), below: 0..<shard.count)
  }

  private static func nodes(within own: Range<Int>, below node: Range<Int>) -> [Range<Int>] {
    if own.clamped(to: node) == node { return [node] }
    guard own.overlaps(node), node.count > 1 else { return [] }
    let (left, right) = halves(of: node)
    return nodes(within: own, below: left) + nodes(within: own, below: right)
  }

  private static func halves(of node: Range<Int>) -> (left: Range<Int>, right: Range<Int>) {
    let middle = (node.lowerBound + node.upperBound) / 2
    return (node.lowerBound..<middle, middle..<node.upperBound)
  }

  /// The sums that make one of a node's leaves, each the left end of what it stands for: all of them in their
  /// order leave the sum of the node in its first leaf.
  ///
  /// - Parameter leaves: nodes that are summed up already.
  static func additions(
    in node: Range<Int>, leaves: [Range<Int>] = []
  ) -> [(into: Int, from: Int)] {
    guard node.count > 1, !leaves.contains(node) else { return [] }
    let (left, right) = halves(of: node)
    return additions(in: left, leaves: leaves) + additions(in: right, leaves: leaves) + [
      (left.lowerBound, right.lowerBound)
    ]
  }
}
