import CustosTestRandom
import Testing

@testable import CustosEvaluation

@Suite struct ConfusionMatrixTests {
  @Test func rowsRunAlongTheStaffAndOthersFollow() {
    let labels = ["zebra", "L0", "L1", "L6", "S0", "S6", "apple"]
    let matrix = ConfusionMatrix(labels: labels, truth: [4, 4, 0, 3], predicted: [1, 4, 6, 5])
    #expect(matrix.labels == ["L0", "S0", "L1", "L6", "S6", "zebra", "apple"])
    #expect(matrix.counts[1] == [1, 1, 0, 0, 0, 0, 0])
    #expect(matrix.counts[5] == [0, 0, 0, 0, 0, 0, 1])
    #expect(matrix.counts[3] == [0, 0, 0, 0, 1, 0, 0])
    #expect(matrix.share(row: 1, column: 0) == 0.5)
    #expect(matrix.share(row: 0, column: 0) == 0)
  }

  @Test func plainNamesStayInTheirOrder() {
    let labels = ["zebra", "apple", "L1"]
    let matrix = ConfusionMatrix(labels: labels, truth: [0, 2], predicted: [1, 2])
    #expect(matrix.labels == labels && matrix.counts == [[0, 1, 0], [0, 0, 0], [0, 0, 1]])
  }

  @Test func textIsAlignedWithDotsForNothing() {
    let matrix = ConfusionMatrix(
      labels: ["L1", "S1", "other"], truth: [0, 0, 1, 2], predicted: [0, 0, 2, 1])
    let expected = """
      true \\ read    L1    S1 other
               L1     2     .     .
               S1     .     .     1
            other     .     1     .

      """
    #expect(matrix.text == expected)
  }

  @Test func longNamesDoNotWidenTheColumns() {
    let matrix = ConfusionMatrix(
      labels: ["L1", "semibrevis"], truth: [0, 1], predicted: [1, 1])
    let expected = """
       true \\ read 1 2
              L1 1 . 1
      semibrevis 2 . 1

      """
    #expect(matrix.text == expected)
  }

  /// Whatever the labels are, no picture is lost and the rows hold the true classes.
  @Test(arguments: 0..<20) func countsAddUp(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let labels = ["L0", "x", "S3", "L3", "L1", "S0", "y"]
    let draws = random.bytes(200).map { Int($0) % labels.count }
    let (truth, predicted) = (Array(draws[..<100]), Array(draws[100...]))
    let matrix = ConfusionMatrix(labels: labels, truth: truth, predicted: predicted)
    let right = zip(truth, predicted).count { $0 == $1 }
    #expect(matrix.labels.indices.map { matrix.counts[$0][$0] }.reduce(0, +) == right)
    for (label, row) in zip(matrix.labels, matrix.counts) {
      #expect(row.reduce(0, +) == truth.count { labels[$0] == label }, "seed \(seed)")
    }
  }
}
