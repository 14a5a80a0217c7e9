import CustosPlatform
import CustosTestRandom

/// The thread that drives the pool: it alone touches the members between loops.
final class StressDriver {
  /// The number of loops done, given every 1000 loops; closed at the end.
  let progress: HandoverSlot<Int>
  private let loops: Int
  private let pool: ThreadPool
  private let items: UnsafeMutableBufferPointer<Item>
  private var random = SeededRandom(seed: 1)
  private var slowIndex = 0

  /// What belongs to one index of the loop.
  private struct Item {
    /// How many numbers to draw in the next loop.
    var work = 0
    var visits = 0
    /// All numbers drawn, so that drawing them cannot be left out.
    var drawn: UInt64 = 0
    var random: SeededRandom
  }

  init(loops: Int, threads: Int) throws(PlatformError) {
    progress = try HandoverSlot(keepsAll: false)
    pool = try ThreadPool(threadCount: threads)
    self.loops = loops
    items = .allocate(capacity: max(2, pool.threadCount))
    for index in items.indices {
      items.initializeElement(at: index, to: Item(random: SeededRandom(seed: UInt64(index))))
    }
  }

  deinit { items.deallocate() }

  /// Runs all loops.
  func run() {
    guard let base = items.baseAddress else { return }
    for loop in 1...max(1, loops) {
      shareOutWork(loop: loop)
      pool.run(items.count, context: base) { context, index, _ in
        guard let item = context?.assumingMemoryBound(to: Item.self).advanced(by: index) else {
          return
        }
        for _ in 0..<item.pointee.work { item.pointee.drawn ^= item.pointee.random.next() }
        item.pointee.visits += 1
      }
      if loop % 1000 == 0 { progress.put(loop) }
    }
    progress.close()
  }

  /// Gives every index 1 to 1024 numbers to draw, every order of magnitude equally likely. In 6 of 256
  /// loops one index gets so many that the threads without work spin in vain: those sleep at once for
  /// the next 128 loops.
  private func shareOutWork(loop: Int) {
    for index in items.indices { items[index].work = 1 << random.integer(0...10) }
    if loop % 256 == 0 { slowIndex = random.integer(0...items.count - 1) }
    if loop % 256 < 6 { items[slowIndex].work = 1 << 16 }
  }

  /// Whether every index was visited in every loop; to be asked after `run`.
  var outcome: PoolStress.Outcome {
    for index in items.indices where items[index].visits != max(1, loops) {
      return .miscounted(index: index, visits: items[index].visits)
    }
    return .done
  }
}
