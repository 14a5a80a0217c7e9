/// Several processes that train one network together, each with its share of every batch.
///
/// Every process calls the same sums in the same order; each call returns when all have. The ranks'
/// numbers are added in the order of the ranks, so that all get the same bits: weights, statistics
/// and decisions then stay equal without being sent.
///
/// The unit of determinism is the `Shard`: each process works on one of the `size` ranges of a
/// batch, and everything random depends on an image's place in the whole batch. A run is therefore
/// the same wherever its processes are, while `size`, like the number of threads, is part of the
/// recipe: other borders round differently.
public protocol Communicator: AnyObject {
  /// Number of this process, in `0..<size`.
  var rank: Int { get }
  /// Number of processes.
  var size: Int { get }
  /// Replaces each element by its sum over all ranks, in float32.
  func sum(_ block: UnsafeMutableBufferPointer<Float>) throws(CommunicationError)
  /// Replaces each element by its sum over all ranks, in float64.
  func sum(_ numbers: UnsafeMutableBufferPointer<Double>) throws(CommunicationError)
  /// A rank and its machine for messages.
  func name(ofRank rank: Int) -> String
}

extension Communicator {
  /// The part of every batch that this process works on.
  public var shard: Shard { Shard(rank, of: size) }

  /// Its number alone.
  public func name(ofRank rank: Int) -> String { "Rank \(rank)" }

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
}

/// The processes cannot continue together.
public struct CommunicationError: Error, Equatable, CustomStringConvertible {
  /// A whole sentence that names what failed and the way out.
  public let description: String

  /// Takes the sentence.
  public init(_ description: String) { self.description = description }
}

/// A single process: sums stay as they are.
public final class SingleProcess: Communicator {
  /// 0.
  public let rank = 0
  /// 1.
  public let size = 1

  /// Needs nothing.
  public init() {}

  /// Does nothing.
  public func sum(_ block: UnsafeMutableBufferPointer<Float>) {}
  /// Does nothing.
  public func sum(_ numbers: UnsafeMutableBufferPointer<Double>) {}
}
