public import CustosNetwork

/// The samples of an epoch and who works on them.
public struct EpochPlan: Sendable {
  /// Number of the epoch, from 1.
  public let number: Int
  /// Indices of all samples in the order of the epoch.
  public let order: [Int]
  /// Samples of a batch; the last one may have fewer.
  public let batchSize: Int
  /// The first batch that is not done.
  public let firstBatch: Int
  /// The part of each batch that this process works on.
  public let shard: Shard

  /// Describes an epoch.
  public init(
    number: Int, order: [Int], batchSize: Int, firstBatch: Int = 0, shard: Shard = .whole
  ) {
    self.number = number
    self.order = order
    self.batchSize = batchSize
    self.firstBatch = firstBatch
    self.shard = shard
  }

  /// Number of batches.
  public var batchCount: Int { (order.count + batchSize - 1) / batchSize }

  /// Numbers of the batches that are not done.
  var openBatches: Range<Int> { min(firstBatch, batchCount)..<batchCount }

  /// Samples of a batch, those of all processes.
  public func count(ofBatch number: Int) -> Int {
    min(batchSize, order.count - number * batchSize)
  }

  /// The places in `order` of those samples of a batch that this process works on.
  public func places(ofBatch number: Int) -> Range<Int> {
    let own = shard.range(of: count(ofBatch: number))
    let start = number * batchSize
    return start + own.lowerBound..<start + own.upperBound
  }
}
