import CustosImage
import CustosTestRandom
import Testing

/// Brightness is scaled by the rule of colours.
@Suite struct GrayResizeTests {
  private static func noise(_ width: Int, _ height: Int, _ random: inout SeededRandom) -> GrayImage
  {
    GrayImage(width: width, height: height, pixels: random.bytes(width * height))
  }

  @Test func equalChannelsGiveTheSameSamples() {
    let seed: UInt64 = 31
    var random = SeededRandom(seed: seed)
    for _ in 0..<100 {
      let sizes = (0..<4).map { _ in Int.random(in: 1...40, using: &random) }
      let gray = Self.noise(sizes[0], sizes[1], &random)
      let color = PixelBuffer(
        width: sizes[0], height: sizes[1], pixels: gray.pixels.flatMap { [$0, $0, $0] })
      let resized = gray.resized(width: sizes[2], height: sizes[3])
      #expect(
        resized.pixels.flatMap { [$0, $0, $0] }
          == color.resized(width: sizes[2], height: sizes[3]).pixels, "seed \(seed), \(sizes)")
    }
  }

  @Test func rowsAreThoseOfTheWhole() {
    var random = SeededRandom(seed: 32)
    let gray = Self.noise(23, 31, &random)
    for (width, height) in [(9, 14), (23, 31), (40, 50), (1, 5)] {
      let whole = gray.resized(width: width, height: height)
      for first in 0..<height {
        let end = Int.random(in: first + 1...height, using: &random)
        let part = gray.resized(width: width, height: height, rows: first..<end)
        #expect(part.width == width && part.height == end - first)
        #expect(part.pixels == Array(whole.pixels[first * width..<end * width]))
      }
    }
  }

  @Test func theSameSizeStays() {
    var random = SeededRandom(seed: 33)
    let gray = Self.noise(31, 17, &random)
    #expect(gray.resized(width: 31, height: 17) == gray)
  }
}
