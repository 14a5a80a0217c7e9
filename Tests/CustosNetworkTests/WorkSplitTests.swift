import CustosNetwork
import Testing

@Suite struct WorkSplitTests {
  @Test func partsCoverEverythingOnce() {
    for count in 0..<200 {
      for parts in 1..<9 {
        for unit in [1, 8, 16] {
          let split = WorkSplit(count: count, parts: parts, multipleOf: unit)
          #expect((0..<split.parts).flatMap { Array(split[$0]) } == Array(0..<count))
          #expect(split.parts <= max(1, parts))
        }
      }
    }
  }

  /// Scratch memory is made for the whole batch; a smaller one must fit into it.
  @Test func noSmallerBatchHasLongerBlocksThanPlanned() {
    for inner in [27, 288, 1152, 4608, 20000] {
      for threads in [1, 2, 3, 8] {
        for pixels in [8, 98, 392, 1568] {
          let longest = WorkSplit.longestMatrixRows(9 * pixels, inner: inner, threads: threads)
          for images in 1...9 {
            let split = WorkSplit.matrixRows(images * pixels, inner: inner, threads: threads)
            #expect(split.length <= longest)
          }
        }
      }
    }
  }
}
