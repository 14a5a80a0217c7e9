import CustosImage
import CustosModelFile
import CustosReading
import CustosTestRandom
import Testing

@Suite struct PatchWindowTests {
  private static let sizes = Preprocessing(
    cropWidth: 24, cropHeight: 48, networkWidth: 12, networkHeight: 24, staffSpace: 8)

  private static func page(_ width: Int, _ height: Int) -> PixelBuffer {
    var random = SeededRandom(seed: 9)
    return PixelBuffer(width: width, height: height, pixels: random.bytes(width * height * 3))
  }

  @Test func scaleOneIsThePatchOfTraining() throws {
    let page = Self.page(90, 80)
    let box = Box(x1: 40, y1: 30, x2: 50, y2: 44)
    let patch = try PatchWindow(Self.sizes, scale: 1).patch(around: box, of: page)
    let plain = try page.patch(box: box, width: 24, height: 48, padding: true)
    #expect(patch == plain.resized(width: 12, height: 24))
  }

  @Test func anEnlargedPageGivesTheSamePatch() throws {
    let page = Self.page(90, 80)
    let large = page.resized(width: 270, height: 240)
    let patch = try PatchWindow(Self.sizes, scale: 1).patch(
      around: Box(x1: 40, y1: 30, x2: 50, y2: 44), of: page)
    let other = try PatchWindow(Self.sizes, scale: 3).patch(
      around: Box(x1: 120, y1: 90, x2: 150, y2: 132), of: large)
    #expect(patch == other)
  }

  @Test(arguments: [(1e-9, 1), (0.5, 12), (1.02, 24), (1.021, 25), (1e6, 4096)])
  func sidesAreRoundedAndBounded(scale: Double, side: Int) {
    #expect(PatchWindow.side(24, scale: scale) == side)
  }
}
