/// Several processes that train one network together, each with its share of every batch.
///
/// Every process calls the same sums in the same order; each call returns when all have. The ranks'
/// numbers are added in the order of the ranks, so that all get the same bits: weights, statistics
/// and decisions then stay equal without being sent.
///
/// The unit of determinism is the `Shard`: each process works on some of the ranges of a batch, and
/// everything random depends on an image's place in the whole batch. Where sums are formed along a
/// `ShardTree`, a run is the same for every number of processes and threads; else that number is part of the
/// recipe, since other borders round differently.
public protocol Communicator: AnyObject {
  /// Number of this process, in `0..<size`.
  var rank: Int { get }
  /// Number of processes.
  var size: Int { get }
  /// Seconds that the training has waited for other processes.
  var waitedSeconds: Double { get set }
  /// Sends a message to each rank and receives one from each, none of no bytes and none to itself; returns
  /// when all have come. A rank receives as many bytes as the other one sends.
  ///
  /// Threads may call it at the same time on different channels. Waiting on that of the step counts as
  /// `waitedSeconds`.
  func exchange(
    sent: [UnsafeMutableRawBufferPointer], received: [UnsafeMutableRawBufferPointer],
    on channel: MessageChannel
  ) throws(CommunicationError)
  /// A rank and its machine for messages.
  func name(ofRank rank: Int) -> String
}

/// Messages of one channel come in the order in which they were sent; channels do not wait for each other.
public enum MessageChannel: Int, CaseIterable, Sendable {
  /// What the thread of the training needs at once.
  case step
  /// Gradients, which travel while others are computed.
  case gradients
}

extension Communicator {
  /// The part of every batch that this process works on.
  ///
  /// - Parameter count: how many shards a batch is cut into; nil for one a process.
  public func shard(of count: Int? = nil) -> Shard {
    let one = Shard(rank, of: size)
    return count.map { Shard(one.range(of: $0), of: $0) } ?? one
  }

  /// Its number alone.
  public func name(ofRank rank: Int) -> String { "Rank \(rank)" }
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
  /// 0.
  public var waitedSeconds = 0.0

  /// Needs nothing.
  public init() {}

  /// Has nobody to talk to.
  public func exchange(
    sent: [UnsafeMutableRawBufferPointer], received: [UnsafeMutableRawBufferPointer],
    on channel: MessageChannel
  ) {}
}
