import CustosDetection
import CustosImage
import CustosTestRandom
import Testing

@Suite struct ScaledPatchTests {
  private static func page(_ width: Int, _ height: Int) -> PixelBuffer {
    var random = SeededRandom(seed: 9)
    return PixelBuffer(width: width, height: height, pixels: random.bytes(width * height * 3))
  }

  @Test func scaleOneIsThePatchOfTraining() throws {
    let page = Self.page(90, 80)
    let box = Box(x1: 40, y1: 30, x2: 50, y2: 44)
    let patch = try page.patch(
      box: box, width: 24, height: 48, scale: 1, networkWidth: 12, networkHeight: 24)
    let plain = try page.patch(box: box, width: 24, height: 48, padding: true)
    #expect(patch == plain.resized(width: 12, height: 24))
  }

  @Test func anEnlargedPageGivesTheSamePatch() throws {
    let page = Self.page(90, 80)
    let large = page.resized(width: 270, height: 240)
    let patch = try page.patch(
      box: Box(x1: 40, y1: 30, x2: 50, y2: 44), width: 24, height: 48, scale: 1, networkWidth: 12,
      networkHeight: 24)
    let other = try large.patch(
      box: Box(x1: 120, y1: 90, x2: 150, y2: 132), width: 24, height: 48, scale: 3,
      networkWidth: 12, networkHeight: 24)
    #expect(patch == other)
  }
}
