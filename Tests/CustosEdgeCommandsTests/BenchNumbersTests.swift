import Testing

@testable import CustosEdgeCommands

@Suite struct BenchNumbersTests {
  @Test func percentilesAreOfTheNearestRank() {
    var latencies = LatencyStatistics()
    // 1...200 microseconds in an order that is neither rising nor falling.
    for step in 0..<200 { latencies.add(nanoseconds: UInt64(step * 77 % 200 + 1) * 1000) }
    #expect(latencies.count == 200 && latencies.minimum == 1)
    #expect(latencies.median == 100 && latencies.percentile(90) == 180)
    #expect(latencies.percentile(99) == 198 && latencies.percentile(100) == 200)
    #expect(latencies.mean == 100.5)
  }

  @Test func percentilesOfFewRuns() {
    var latencies = LatencyStatistics()
    #expect(latencies.percentile(99) == 0 && latencies.mean == 0)
    latencies.add(nanoseconds: 1500)
    #expect([0, 50, 90, 99].allSatisfy { latencies.percentile($0) == 1.5 })
    latencies.add(nanoseconds: 2500)
    #expect(latencies.median == 1.5 && latencies.percentile(99) == 2.5)
  }

  @Test func countedCyclesGiveTheRate() throws {
    let rate = try #require(CycleRate(from: 1_000_000, to: 4_000_000, nanoseconds: 1_000_000))
    #expect(rate.perMicrosecond == 3000 && rate.source == .counter)
    #expect(rate.multiplyAccumulatesPerCycle(48_000, microseconds: 2) == 8)
    #expect(rate.multiplyAccumulatesPerCycle(48_000, microseconds: 0) == nil)
    #expect(CycleRate(from: nil, to: 4, nanoseconds: 1) == nil)
    #expect(CycleRate(from: 4, to: nil, nanoseconds: 1) == nil)
    #expect(CycleRate(from: 4, to: 4, nanoseconds: 1) == nil)
    #expect(CycleRate(from: 1, to: 4, nanoseconds: 0) == nil)
  }

  @Test func aSteadyClockGivesTheRate() throws {
    let rate = try #require(CycleRate(clockBefore: 1_500_000, after: 1_500_000, threads: 4))
    #expect(rate.perMicrosecond == 6000 && rate.source == .clock)
    #expect(CycleRate(clockBefore: 1_500_000, after: 1_510_000, threads: 4) != nil)
    // From one step of the clock to another: no single rate.
    #expect(CycleRate(clockBefore: 600_000, after: 1_500_000, threads: 4) == nil)
    #expect(CycleRate(clockBefore: 1_500_000, after: 1_400_000, threads: 4) == nil)
    #expect(CycleRate(clockBefore: nil, after: 1_500_000, threads: 4) == nil)
    #expect(CycleRate(clockBefore: 1_500_000, after: nil, threads: 4) == nil)
    #expect(CycleRate(clockBefore: 0, after: 0, threads: 4) == nil)
  }
}
