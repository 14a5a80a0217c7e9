import CustosImage
import Testing

@testable import CustosDetection

@Suite struct ColumnProfileTests {
  /// A picture whose columns are all alike.
  private func image(_ rows: [UInt8], width: Int = 3) -> GrayImage {
    GrayImage(
      width: width, height: rows.count,
      pixels: rows.flatMap { [UInt8](repeating: $0, count: width) })
  }

  private func runs(_ rows: [UInt8], radius: Int) -> [InkRun] {
    ColumnProfile(image(rows), first: 0, count: 3).inkRuns(radius: radius)
  }

  /// Sums over the columns that are asked for, in sixteenths and rounded down.
  @Test func valuesAreMeansInSixteenths() {
    let image = GrayImage(width: 4, height: 2, pixels: [9, 1, 2, 4, 9, 255, 255, 255])
    // Means of 1, 2 and 4, and of 1 alone.
    let three: [Int32] = [37, 4080]
    let one: [Int32] = [16, 4080]
    #expect(ColumnProfile(image, first: 1, count: 3).values == three)
    #expect(ColumnProfile(image, first: 1, count: 1).values == one)
  }

  @Test func linesAreRunsWhereverTheyLie() {
    var rows = [UInt8](repeating: 200, count: 60)
    for line in [0..<2, 20..<23, 58..<60] {
      for row in line { rows[row] = 50 }
    }
    #expect(
      runs(rows, radius: 12) == [
        InkRun(start: 0, end: 2), InkRun(start: 20, end: 23), InkRun(start: 58, end: 60),
      ])
  }

  /// One dark row of 25: darker than their mean by more than 6 % of it. With 200 levels around, 187
  /// is 12.5 below the mean of 199.5 and 188 is 11.5 below.
  @Test func inkIsSixPercentDarker() {
    var rows = [UInt8](repeating: 200, count: 60)
    rows[30] = 187
    #expect(runs(rows, radius: 12) == [InkRun(start: 30, end: 31)])
    rows[30] = 188
    #expect(runs(rows, radius: 12).isEmpty)
  }

  /// A run is also darker by more than 5 levels: with 40 around, 34 is 5.8 below the mean and 35 is
  /// 4.8.
  @Test func inkIsFiveLevelsDarker() {
    var rows = [UInt8](repeating: 40, count: 60)
    rows[30] = 34
    #expect(runs(rows, radius: 12) == [InkRun(start: 30, end: 31)])
    rows[30] = 35
    #expect(runs(rows, radius: 12).isEmpty)
  }

  /// The surroundings are `radius` rows on either side: a step in the light is ink as far as it is
  /// seen.
  @Test func theSurroundingsHaveTheirRadius() {
    let rows = [UInt8](repeating: 200, count: 40) + [UInt8](repeating: 100, count: 40)
    for radius in [5, 10] {
      let expected = Self.slowRuns(rows, radius: radius)
      #expect(runs(rows, radius: radius) == expected)
      #expect(expected.count == 1 && expected[0].start == 40 && expected[0].end <= 40 + radius)
    }
  }

  /// The definition, row by row.
  private static func slowRuns(_ rows: [UInt8], radius: Int) -> [InkRun] {
    let values = rows.map { Int($0) * 16 }
    let isInk = values.indices.map { row in
      let near = values[max(0, row - radius)...min(values.count - 1, row + radius)]
      let mean = near.reduce(0, +) / near.count
      return values[row] < mean - max(5 * 16, mean * 6 / 100)
    }
    var runs: [InkRun] = []
    for row in isInk.indices where isInk[row] {
      if let last = runs.last, last.end == row {
        runs[runs.count - 1].end = row + 1
      } else {
        runs.append(InkRun(start: row, end: row + 1))
      }
    }
    return runs
  }
}
