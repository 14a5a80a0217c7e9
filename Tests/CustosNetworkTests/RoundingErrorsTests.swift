import Testing

@testable import CustosNetwork

/// What rounding has lost: kept, added to the next step, and forgotten where another process adds up.
@Suite struct RoundingErrorsTests {
  /// A quarter of the last bit that bfloat16 keeps: four steps lose nothing.
  private static let value: Float = 1 + 1 / 512

  @Test func lossesOfShardsAndSumsAreMadeUpFor() throws {
    let errors = try RoundingErrors(Shard(1..<3, of: 4), count: 3)
    var (shards, sums) = ([Float](repeating: 0, count: 6), [Float](repeating: 0, count: 3))
    for _ in 0..<4 {
      var blocks = [Float](repeating: Self.value, count: 6)
      errors.round(1..<3, ofBlocks: &blocks)
      #expect([1, 2, 4, 5].allSatisfy { blocks[$0].bitPattern & 0xFFFF == 0 })
      var sum = [Float](repeating: Self.value, count: 3)
      errors.round(1..<3, of: 1..<3, ofSum: &sum)
      #expect([1, 2].allSatisfy { sum[$0].bitPattern & 0xFFFF == 0 })
      for place in 0..<6 { shards[place] += blocks[place] }
      for place in 0..<3 { sums[place] += sum[place] }
    }
    #expect(shards == [Float](repeating: 4 * Self.value, count: 6))
    #expect(sums == [Float](repeating: 4 * Self.value, count: 3))
  }

  @Test func lossesOfOtherPartsAreForgotten() throws {
    let errors = try RoundingErrors(Shard.whole, count: 6)
    errors.sum.elements.update(repeating: 1)
    var block = [Float](repeating: 1 / 512, count: 6)
    errors.round(2..<3, of: 1..<5, ofSum: &block)
    #expect(Array(errors.sum.elements) == [1, 0, 1 / 512, 0, 0, 1])
  }
}
