/// Some of the ranges that batches are cut into: those that one process works on, next to each other.
///
/// The ranges of a batch depend on its length and on the number of shards alone, not on the machines
/// that work on them.
public struct Shard: Equatable, Sendable {
  /// The only shard of a process that works alone.
  public static let whole = Shard(0, of: 1)

  /// Numbers of the shards, in `0..<count`.
  public let indices: Range<Int>
  /// Number of all shards.
  public let count: Int

  /// Takes one of `count` shards.
  public init(_ index: Int, of count: Int) {
    self.init(index..<index + 1, of: count)
  }

  /// Takes some of `count` shards.
  public init(_ indices: Range<Int>, of count: Int) {
    precondition(
      !indices.isEmpty && indices.lowerBound >= 0 && indices.upperBound <= count,
      "the shards are some of those there are")
    self.indices = indices
    self.count = count
  }

  /// The places of a batch of `length` images that belong to the shards.
  public func range(of length: Int) -> Range<Int> {
    Self.range(indices.lowerBound, count, length)
      .lowerBound..<Self.range(indices.upperBound - 1, count, length).upperBound
  }

  /// The places of each of the shards, as equal as they can be, in their order, the longer ones first.
  public func ranges(of length: Int) -> [Range<Int>] {
    indices.map { Self.range($0, count, length) }
  }

  /// The most images that one of these shards has of so many of their own.
  func longest(of images: Int) -> Int { (images + indices.count - 1) / indices.count }

  private static func range(_ index: Int, _ count: Int, _ length: Int) -> Range<Int> {
    let (short, longer) = length.quotientAndRemainder(dividingBy: count)
    let start = index * short + min(index, longer)
    return start..<start + short + (index < longer ? 1 : 0)
  }
}
