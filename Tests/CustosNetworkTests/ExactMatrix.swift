import CExactMemory
import CustosTestRandom

/// A matrix of random numbers in front of a page that nobody may touch.
struct ExactMatrix {
  let values: UnsafeMutablePointer<Float>
  let count: Int

  init(_ count: Int, _ random: inout SeededRandom) {
    self.count = count
    values = exact_memory_reserve(count * 4).bindMemory(to: Float.self, capacity: count)
    for index in 0..<count { values[index] = Float.random(in: -1...1, using: &random) }
  }

  func release() { exact_memory_release(values, count * 4) }
}
