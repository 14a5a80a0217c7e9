/// One of the ranges that batches are cut into, the unit of determinism of several processes.
///
/// The ranges of a batch depend on its length and on the number of shards alone, not on the machines
/// that work on them.
public struct Shard: Equatable, Sendable {
  /// The only shard of a process that works alone.
  public static let whole = Shard(0, of: 1)

  /// Number of the shard, in `0..<count`.
  public let index: Int
  /// Number of shards.
  public let count: Int

  /// Takes one of `count` shards.
  public init(_ index: Int, of count: Int) {
    precondition((0..<count).contains(index), "the shard is one of those there are")
    self.index = index
    self.count = count
  }

  /// The places of a batch of `length` images that belong to the shard: ranges as equal as they can
  /// be, in the order of the shards, the longer ones first.
  public func range(of length: Int) -> Range<Int> {
    let (short, longer) = length.quotientAndRemainder(dividingBy: count)
    let start = index * short + min(index, longer)
    return start..<start + short + (index < longer ? 1 : 0)
  }
}
