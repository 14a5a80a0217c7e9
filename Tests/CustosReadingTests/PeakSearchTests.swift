import CustosModelFile
import CustosTestRandom
import Testing

@testable import CustosReading

/// Peaks and their rule for ties.
@Suite struct PeakSearchTests {
  private func peaks<Value: Comparable>(
    _ values: [Value], width: Int, threshold: Value, rows: Range<Int>? = nil
  ) -> [[Int]] {
    let height = values.count / width
    var found: [[Int]] = []
    PeakSearch(height: height, width: width, channels: 1).run(
      in: values, thresholds: [threshold], rows: rows ?? 0..<height, columns: 0..<width
    ) { row, column, _ in found.append([row, column]) }
    return found
  }

  @Test func aPlateauHasOnePeakItsFirstCell() {
    let flat = [Int32](repeating: 3, count: 12)
    #expect(peaks(flat, width: 4, threshold: 3) == [[0, 0]])
    #expect(peaks(flat, width: 4, threshold: 4) == [])
    #expect(peaks([0, 5, 5, 0, 0, 5] as [Int32], width: 3, threshold: 1) == [[0, 1]])
    // The first row's last cell and the second row's first one are no neighbours.
    #expect(peaks([0, 0, 5, 5, 0, 0] as [Int32], width: 3, threshold: 1) == [[0, 2], [1, 0]])
    #expect(peaks([7] as [Int32], width: 1, threshold: -9) == [[0, 0]])
  }

  /// The rule in its plainest form.
  @Test func equalsTheRule() {
    let seed: UInt64 = 41
    var random = SeededRandom(seed: seed)
    for round in 0..<200 {
      let (height, width) = (random.integer(1...8), random.integer(1...8))
      let values = (0..<height * width).map { _ in Int32(random.integer(0...4)) }
      var expected: [[Int]] = []
      for index in values.indices where values[index] >= 2 {
        let isPeak = values.indices.allSatisfy { other in
          let near =
            abs(other / width - index / width) <= 1 && abs(other % width - index % width) <= 1
          if !near || other == index { return true }
          return other < index ? values[index] > values[other] : values[index] >= values[other]
        }
        if isPeak { expected.append([index / width, index % width]) }
      }
      #expect(peaks(values, width: width, threshold: 2) == expected, "seed \(seed), round \(round)")
      // Real numbers in the same order give the same peaks.
      #expect(peaks(values.map { Float($0) }, width: width, threshold: 2) == expected)
      let first = random.integer(0...height - 1)
      #expect(
        peaks(values, width: width, threshold: 2, rows: first..<height)
          == expected.filter { $0[0] >= first })
    }
  }

  @Test func channelsAreApart() {
    var found: [[Int]] = []
    PeakSearch(height: 1, width: 2, channels: 3).run(
      in: [1, 9, 4, 2, 8, 4] as [Int32], thresholds: [2, nil, 4], rows: 0..<1, columns: 0..<2
    ) { found.append([$0, $1, $2]) }
    #expect(found == [[0, 0, 2], [0, 1, 0]])
  }

  @Test func whatIsNoNumberIsNoPeak() {
    #expect(peaks([1, .nan, 0, 0, 5] as [Float], width: 5, threshold: 0) == [[0, 4]])
  }

  @Test func theStrongestStayInWhateverOrderTheyCome() {
    func peak(_ index: Int) -> PagePeak {
      PagePeak(
        row: index / 200, column: index % 200, group: 0, centre: Double(index * 7919 % 1000),
        box: [], positions: [])
    }
    let all = (0..<25_000).map { peak($0) }
    var first = PeakCollection()
    for peak in all { first.add(peak) }
    var second = PeakCollection()
    for peak in all.reversed() { second.add(peak) }
    let kept = first.take()
    #expect(kept == second.take() && kept.count == PeakCollection.limit)
    #expect(zip(kept, kept.dropFirst()).allSatisfy { $0.isBefore($1) })
    let least = kept.map { $0.centre }.min() ?? 0
    #expect(all.filter { $0.centre > least }.count < PeakCollection.limit)
  }
}
