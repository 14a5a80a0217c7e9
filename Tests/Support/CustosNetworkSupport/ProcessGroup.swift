package import CustosNetwork
import Foundation

/// Stands in for several processes: threads that hand over messages through memory.
package final class ProcessGroup: Sendable {
  private let meetings: [Meeting]
  private let size: Int

  /// Prepares for `size` members.
  package init(size: Int) {
    self.size = size
    meetings = MessageChannel.allCases.map { _ in Meeting(size: size) }
  }

  /// Runs `body` once for each member, each on a thread of its own; returns when all have ended.
  ///
  /// - Returns: the results in the order of the ranks.
  package func run<Result>(
    _ body: @escaping (any Communicator) throws -> Result
  ) throws -> [Result] {
    let results = Slots<Result>(count: size)
    // The threads share nothing but what the body keeps apart by rank.
    nonisolated(unsafe) let body = body
    let ended = DispatchGroup()
    for rank in 0..<size {
      ended.enter()
      nonisolated(unsafe) let member = Member(rank: rank, group: self)
      let thread = Thread {
        results[rank] = Swift.Result { try body(member) }
        ended.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    ended.wait()
    return try (0..<size).map { rank in
      guard let result = results[rank] else { throw CommunicationError("Rank \(rank) is lost.") }
      return try result.get()
    }
  }

  private final class Member: Communicator {
    let rank: Int
    var waitedSeconds = 0.0
    private let group: ProcessGroup
    var size: Int { group.size }

    init(rank: Int, group: ProcessGroup) {
      self.rank = rank
      self.group = group
    }

    func exchange(
      sent: [UnsafeMutableRawBufferPointer], received: [UnsafeMutableRawBufferPointer],
      on channel: MessageChannel
    ) throws(CommunicationError) {
      let messages = sent.enumerated().map { $0 == rank ? [] : Array($1) }
      let all = try group.meetings[channel.rawValue].hand(messages, rank: rank)
      for other in 0..<size where other != rank {
        guard all[other][rank].count == received[other].count else {
          throw CommunicationError("Rank \(other) sends another number of bytes.")
        }
        received[other].copyBytes(from: all[other][rank])
      }
    }
  }
}

/// Where members meet: nobody goes on before all have come.
private final class Meeting: @unchecked Sendable {
  /// Far above what a step of a small network takes on a busy machine.
  private static let patience: TimeInterval = 120
  private let size: Int
  private let condition = NSCondition()
  private var messages: [Int: [[UInt8]]] = [:]
  private var handed: [[[UInt8]]] = []
  private var round = 0

  init(size: Int) { self.size = size }

  /// Hands over a message for each member; returns those of all members for all.
  func hand(_ own: [[UInt8]], rank: Int) throws(CommunicationError) -> [[[UInt8]]] {
    condition.lock()
    defer { condition.unlock() }
    let mine = round
    messages[rank] = own
    if messages.count == size {
      handed = (0..<size).map { messages[$0] ?? [] }
      messages = [:]
      round += 1
      condition.broadcast()
      return handed
    }
    let deadline = Date(timeIntervalSinceNow: Self.patience)
    while round == mine {
      guard condition.wait(until: deadline) else {
        throw CommunicationError(
          "Rank \(rank) waited \(Self.patience) seconds for the others; they have ended or hang.")
      }
    }
    return handed
  }
}

/// Results that threads write, each its own.
private final class Slots<Element>: @unchecked Sendable {
  private let lock = NSLock()
  private var elements: [Result<Element, any Error>?]

  init(count: Int) { elements = (0..<count).map { _ in nil } }

  subscript(index: Int) -> Result<Element, any Error>? {
    get { lock.withLock { elements[index] } }
    set { lock.withLock { elements[index] = newValue } }
  }
}
