import CustosTestRandom
import Testing

@testable import CustosDetection

@Suite struct DistanceMapTests {
  /// The distance by its definition: over all paper, that around the picture included, the least of 3
  /// for each straight and 4 for each slanting step.
  private static func distance(_ mask: InkMask, _ column: Int, _ row: Int) -> Int32 {
    var best = Int32.max
    for y in -1...mask.height {
      for x in -1...mask.width where !mask.isInk(x, y) {
        let (across, down) = (abs(x - column), abs(y - row))
        best = min(best, Int32(3 * (max(across, down) - min(across, down)) + 4 * min(across, down)))
      }
    }
    return best
  }

  @Test(arguments: [(1, 1), (1, 9), (9, 1), (13, 11)])
  func equalsTheDefinition(width: Int, height: Int) {
    let seed: UInt64 = 3
    var random = SeededRandom(seed: seed)
    for share in [0, 5, 20, 50, 100] {
      let mask = InkMask(
        width: width, height: height,
        pixels: (0..<width * height).map { _ in random.integer(1...100) > share ? 1 : 0 })
      let map = DistanceMap(mask)
      #expect(map.width == width && map.height == height)
      for row in 0..<height {
        for column in 0..<width {
          #expect(
            map.values[row * width + column] == Self.distance(mask, column, row),
            "\(column), \(row) with \(share) % paper, seed \(seed)")
        }
      }
    }
  }

  /// Within 8 percent of the Euclidean distance, as is promised.
  @Test func isNearTheEuclideanDistance() {
    let side = 61
    var pixels = [UInt8](repeating: 1, count: side * side)
    pixels[30 * side + 30] = 0
    let map = DistanceMap(InkMask(width: side, height: side, pixels: pixels))
    for row in 0..<side {
      for column in 0..<side {
        let (across, down) = (Double(column - 30), Double(row - 30))
        let exact = (across * across + down * down).squareRoot()
        // Nearer to the one pixel than to the paper around the picture.
        guard exact > 0, exact < 15 else { continue }
        #expect(abs(Double(map.values[row * side + column]) / 3 / exact - 1) <= 0.08)
      }
    }
  }
}
