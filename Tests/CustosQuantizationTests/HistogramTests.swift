import Testing

@testable import CustosQuantization
@testable import CustosSupport

@Suite struct HistogramTests {
  static func values(_ count: Int, seed: UInt64) -> [Float] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      let value = random.normal(mean: 0.3, deviation: 2)
      return value < -1 ? 0 : value
    }
  }

  static func histogram(_ parts: [[Float]]) -> Histogram {
    var histogram = Histogram()
    for part in parts {
      let bad = part.withUnsafeBufferPointer { histogram.add($0) }
      #expect(bad == nil)
    }
    return histogram
  }

  @Test func theOrderOfValuesDoesNotMatter() {
    let values = Self.values(10_000, seed: 5)
    let whole = Self.histogram([values])
    #expect(Self.histogram([values.reversed()]) == whole)
    #expect(Self.histogram(values.map { [$0] }) == whole)
    #expect(Self.histogram([[], values.sorted(), []]) == whole)
  }

  @Test(arguments: [1e-6, 1, 3e4] as [Float])
  func quantilesAreWithinABin(scale: Float) {
    let values = Self.values(20_000, seed: 6).map { $0 * scale }
    let histogram = Self.histogram([values])
    let sorted = values.sorted()
    let largest = max(-sorted[0], sorted[sorted.count - 1])
    #expect(histogram.minimum == sorted[0] && histogram.maximum == sorted[sorted.count - 1])
    for share in [0, 0.001, 0.01, 0.5, 0.9, 0.99, 0.9999, 1] {
      let rank = max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1)
      let error = (histogram.quantile(share) - sorted[rank]).magnitude
      #expect(error <= largest / 4096, "share \(share)")
    }
    #expect(histogram.summary(parts: 7).reduce(0, +) == values.count)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func valuesThatAreNotFiniteAreReturned(bad: Float) throws {
    var histogram = Histogram()
    let found = try #require([1, 2, bad, 3].withUnsafeBufferPointer { histogram.add($0) })
    #expect(found.bitPattern == bad.bitPattern)
    #expect(histogram == Histogram())
  }

  @Test func zerosAloneAreFine() {
    let histogram = Self.histogram([[0, 0, 0]])
    #expect(histogram.quantile(0.5) == 0 && histogram.quantile(1) == 0)
    #expect(histogram.summary(parts: 4) == [3, 0, 0, 0])
  }
}
