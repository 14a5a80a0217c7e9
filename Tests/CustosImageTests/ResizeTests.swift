import CustosImage
import CustosTestRandom
import Testing

@Suite struct ResizeTests {
  /// The rule in its plainest form: every source pixel's overlap with every output pixel.
  private func reference(_ image: PixelBuffer, _ newWidth: Int, _ newHeight: Int) -> [UInt8] {
    func overlap(_ source: Int, _ output: Int, _ old: Int, _ new: Int) -> Int {
      max(0, min((source + 1) * new, (output + 1) * old) - max(source * new, output * old))
    }
    let area = image.width * image.height
    var result: [UInt8] = []
    for y in 0..<newHeight {
      for x in 0..<newWidth {
        for channel in 0..<3 {
          var sum = 0
          for row in 0..<image.height {
            for column in 0..<image.width {
              sum +=
                overlap(row, y, image.height, newHeight)
                * overlap(column, x, image.width, newWidth)
                * Int(image.pixels[(row * image.width + column) * 3 + channel])
            }
          }
          result.append(UInt8((2 * sum + area) / (2 * area)))
        }
      }
    }
    return result
  }

  @Test func equalsTheRule() {
    let seed: UInt64 = 30
    var random = SeededRandom(seed: seed)
    for round in 0..<120 {
      let sizes = (0..<4).map { _ in Int.random(in: 1...17, using: &random) }
      let image = Samples.noise(width: sizes[0], height: sizes[1], seed: UInt64(round))
      let resized = image.resized(width: sizes[2], height: sizes[3])
      #expect(resized.pixels == reference(image, sizes[2], sizes[3]), "seed \(seed), \(sizes)")
    }
  }

  @Test func halvingAveragesBlocksOfFourWithHalvesUp() {
    let image = PixelBuffer(
      width: 2, height: 2, pixels: [0, 255, 1, 1, 255, 1, 0, 255, 2, 1, 255, 2])
    #expect(image.resized(width: 1, height: 1).pixels == [1, 255, 2])
  }

  @Test func theSameSizeAndFlatImagesStay() {
    let image = Samples.noise(width: 31, height: 17, seed: 1)
    #expect(image.resized(width: 31, height: 17) == image)
    let flat = PixelBuffer(width: 448, height: 224, red: 200, green: 3, blue: 255)
    #expect(
      flat.resized(width: 113, height: 57)
        == PixelBuffer(width: 113, height: 57, red: 200, green: 3, blue: 255))
  }

  @Test func aWholeMultipleEnlargesByRepeating() {
    let image = Samples.noise(width: 5, height: 4, seed: 2)
    let large = image.resized(width: 15, height: 8)
    for y in 0..<8 {
      for x in 0..<15 {
        #expect(
          large.pixels[(y * 15 + x) * 3] == image.pixels[(y / 2 * 5 + x / 3) * 3])
      }
    }
  }

  @Test func extremeSizesDoNotOverflow() {
    let wide = PixelBuffer(width: 60_000, height: 3)
    #expect(wide.resized(width: 1, height: 1).pixels == [255, 255, 255])
    #expect(wide.resized(width: 7, height: 5).pixels.allSatisfy { $0 == 255 })
    let tiny = PixelBuffer(width: 1, height: 1, red: 9, green: 8, blue: 7)
    #expect(
      tiny.resized(width: 300, height: 2)
        == PixelBuffer(width: 300, height: 2, red: 9, green: 8, blue: 7))
  }
}
