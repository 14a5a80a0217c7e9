/// The binary tree along which sums over the images of a batch are formed.
///
/// Its leaves are the shards of the batch, and each node is cut in the middle. As every sum is that of a
/// node's two halves, whatever process or thread forms it, all come to the same bits.
public struct ShardTree: Equatable, Sendable {
  /// The shards that this process works on.
  public let shard: Shard
  /// The nodes that this process sums up by itself, from left to right: the largest whose shards are all its
  /// own, or each of its shards.
  public let nodes: [Range<Int>]
  /// Describes the part of a process.
  ///
  /// - Parameter single: whether the sum of each shard is kept apart.
  public init(_ shard: Shard, single: Bool = false) {
    self.shard = shard
    nodes =
      single
      ? shard.indices.map { $0..<$0 + 1 }
      : Self.nodes(within: shard.indices, below: 0..<shard.count)
  }

  /// All shards in one process.
  public init(count: Int) { self.init(Shard(0..<count, of: count)) }

  private static func nodes(within own: Range<Int>, below node: Range<Int>) -> [Range<Int>] {
    if own.clamped(to: node) == node { return [node] }
    guard own.overlaps(node), node.count > 1 else { return [] }
    let (left, right) = halves(of: node)
    return nodes(within: own, below: left) + nodes(within: own, below: right)
  }

  /// Calls `body` for the largest nodes below `node` that have at most `most` shards, from left to right.
  static func forEachPart(of node: Range<Int>, most: Int, _ body: (Range<Int>) -> Void) {
    guard node.count > max(1, most) else { return body(node) }
    let (left, right) = halves(of: node)
    forEachPart(of: left, most: most, body)
    forEachPart(of: right, most: most, body)
  }

  /// How many nodes of several shards within `node` end with `shard`: how often the last two sums are added up
  /// behind it where the shards' sums come one after another.
  static func merges(in node: Range<Int>, behind shard: Int) -> Int {
    guard node.count > 1 else { return 0 }
    let (left, right) = halves(of: node)
    guard right.contains(shard) else { return merges(in: left, behind: shard) }
    return merges(in: right, behind: shard) + (shard == right.upperBound - 1 ? 1 : 0)
  }

  private static func halves(of node: Range<Int>) -> (left: Range<Int>, right: Range<Int>) {
    let middle = (node.lowerBound + node.upperBound) / 2
    return (node.lowerBound..<middle, middle..<node.upperBound)
  }

  /// The sums that make one of a node's leaves, each the left end of what it stands for: all of them in their
  /// order leave the sum of the node in its first leaf.
  ///
  /// - Parameter isLeaf: whether a node is summed up already.
  static func additions(
    in node: Range<Int>, where isLeaf: (Range<Int>) -> Bool = { $0.count == 1 }
  ) -> [(into: Int, from: Int)] {
    guard !isLeaf(node) else { return [] }
    let (left, right) = halves(of: node)
    return additions(in: left, where: isLeaf) + additions(in: right, where: isLeaf) + [
      (left.lowerBound, right.lowerBound)
    ]
  }
}
