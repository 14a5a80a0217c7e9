import CustosTestRandom
import Testing

@testable import CustosEngine

@Suite struct ArenaPlanTests {
  @Test func aChainNeedsItsTwoLargestNeighbours() {
    let plan = ArenaPlan([
      .init(byteCount: 64, lifetime: 0...0), .init(byteCount: 640, lifetime: 0...1),
      .init(byteCount: 320, lifetime: 1...2), .init(byteCount: 128, lifetime: 2...3),
    ])
    #expect(plan.byteCount == 960)
  }

  @Test func aSmallBufferGoesIntoTheSmallestGap() {
    let plan = ArenaPlan([
      .init(byteCount: 640, lifetime: 0...1), .init(byteCount: 576, lifetime: 0...9),
      .init(byteCount: 512, lifetime: 0...1), .init(byteCount: 448, lifetime: 0...9),
      .init(byteCount: 256, lifetime: 5...5),
    ])
    // Gaps at step 5: 640 bytes at 0, 512 bytes behind the second buffer.
    #expect(plan.offsets[4] == 640 + 576)
  }

  @Test(arguments: 0..<200 as Range<UInt64>) func buffersThatLiveTogetherDoNotOverlap(seed: UInt64)
  {
    var random = SeededRandom(seed: seed)
    let buffers = (0..<random.integer(1...30)).map { _ in
      let first = random.integer(0...20)
      return ArenaPlan.Buffer(
        byteCount: 64 * random.integer(1...50), lifetime: first...random.integer(first...24))
    }
    let plan = ArenaPlan(buffers)
    for (i, a) in buffers.enumerated() {
      #expect(plan.offsets[i] >= 0 && plan.offsets[i] % 64 == 0)
      #expect(plan.offsets[i] + a.byteCount <= plan.byteCount)
      for (j, b) in buffers.enumerated() where i < j && a.lifetime.overlaps(b.lifetime) {
        let apart =
          plan.offsets[i] + a.byteCount <= plan.offsets[j]
          || plan.offsets[j] + b.byteCount <= plan.offsets[i]
        #expect(apart, "seed \(seed): buffers \(i) and \(j)")
      }
    }
    let least = (0...24).map { step in
      buffers.reduce(0) { $0 + ($1.lifetime.contains(step) ? $1.byteCount : 0) }
    }.max()
    #expect(plan.byteCount >= least ?? 0)
  }
}
