package import CustosNetwork
import Foundation

/// Stands in for several processes: threads that add up through memory, in the order of their ranks.
package final class ProcessGroup: Sendable {
  private let floats: Meeting<Float>
  private let doubles: Meeting<Double>
  private let size: Int

  /// Prepares for `size` members.
  package init(size: Int) {
    self.size = size
    floats = Meeting(size: size)
    doubles = Meeting(size: size)
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
    private let group: ProcessGroup
    var size: Int { group.size }

    init(rank: Int, group: ProcessGroup) {
      self.rank = rank
      self.group = group
    }

    func sum(_ block: UnsafeMutableBufferPointer<Float>) throws(CommunicationError) {
      _ = block.update(fromContentsOf: try group.floats.sum(Array(block), rank: rank))
    }

    func sum(_ numbers: UnsafeMutableBufferPointer<Double>) throws(CommunicationError) {
      _ = numbers.update(fromContentsOf: try group.doubles.sum(Array(numbers), rank: rank))
    }
  }
}

/// Where members meet: nobody goes on before all have come.
private final class Meeting<Number: AdditiveArithmetic & Sendable>: @unchecked Sendable {
  /// Far above what a step of a small network takes on a busy machine.
  private static var patience: TimeInterval { 120 }
  private let size: Int
  private let condition = NSCondition()
  private var numbers: [Int: [Number]] = [:]
  private var sums: [Number] = []
  private var round = 0

  init(size: Int) { self.size = size }

  func sum(_ own: [Number], rank: Int) throws(CommunicationError) -> [Number] {
    condition.lock()
    defer { condition.unlock() }
    let mine = round
    numbers[rank] = own
    if numbers.count == size {
      sums = numbers[0] ?? []
      for other in 1..<max(1, size) {
        guard let added = numbers[other], added.count == sums.count else {
          throw CommunicationError("Rank \(other) adds up another number of elements.")
        }
        for index in sums.indices { sums[index] += added[index] }
      }
      numbers = [:]
      round += 1
      condition.broadcast()
      return sums
    }
    let deadline = Date(timeIntervalSinceNow: Self.patience)
    while round == mine {
      guard condition.wait(until: deadline) else {
        throw CommunicationError(
          "Rank \(rank) waited \(Self.patience) seconds for the others; they have ended or hang.")
      }
    }
    return sums
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
