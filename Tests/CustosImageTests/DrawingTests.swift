import CustosImage
import Testing

@Suite struct DrawingTests {
  private func ink(_ image: PixelBuffer) -> Set<Int> {
    Set((0..<image.width * image.height).filter { image.pixels[$0 * 3] == 0 })
  }

  @Test func rectanglesAreClipped() {
    var image = PixelBuffer(width: 6, height: 5)
    image.fillRectangle(x: -3, y: 3, width: 5, height: 9, .black)
    #expect(ink(image) == [18, 19, 24, 25])
    image = PixelBuffer(width: 6, height: 5)
    image.fillRectangle(x: 1, y: 1, width: 0, height: 3, .black)
    image.fillRectangle(x: 1, y: 1, width: 3, height: -3, .black)
    image.fillRectangle(x: Int.max - 1, y: 0, width: Int.max, height: 1, .black)
    #expect(ink(image).isEmpty)
    image.fillRectangle(x: 0, y: 0, width: Int.max, height: Int.max, .black)
    #expect(ink(image).count == 30)
  }

  @Test func outlinesLeaveTheInside() {
    var image = PixelBuffer(width: 8, height: 8)
    image.strokeRectangle(x: 1, y: 1, width: 6, height: 5, thickness: 2, .black)
    #expect(ink(image).count == 6 * 5 - 2 * 1)
    #expect(!ink(image).contains(3 * 8 + 3))
    var thin = PixelBuffer(width: 8, height: 8)
    thin.strokeRectangle(x: 2, y: 2, width: 1, height: 1, thickness: 3, .black)
    #expect(ink(thin) == [18])
  }

  @Test func linesAreConnectedAndReachBothEnds() {
    for (x, y) in [(9, 0), (0, 9), (9, 9), (9, 4), (4, 9), (0, 0)] {
      var forward = PixelBuffer(width: 10, height: 10)
      forward.drawLine(fromX: 0, fromY: 0, toX: x, toY: y, .black)
      #expect(ink(forward).count == max(x, y) + 1)
      #expect(ink(forward).contains(0) && ink(forward).contains(y * 10 + x))
    }
    var dashed = PixelBuffer(width: 12, height: 1)
    dashed.drawLine(fromX: 0, fromY: 0, toX: 11, toY: 0, dash: 3, .black)
    #expect(ink(dashed) == [0, 1, 2, 6, 7, 8])
    var far = PixelBuffer(width: 10, height: 10)
    far.drawLine(fromX: Int.min, fromY: 5, toX: Int.max, toY: 5, thickness: 3, .black)
    #expect(ink(far).count == 30)
  }

  @Test func everyASCIICharacterHasItsOwnGlyph() {
    var seen: [[UInt8]: Character] = [:]
    for code in UInt8(32)...126 {
      let character = Character(Unicode.Scalar(code))
      var image = PixelBuffer(width: 5, height: 7)
      image.drawText(String(character), x: 0, y: 0, .black)
      #expect(seen[image.pixels] == nil, "\(character) looks like \(seen[image.pixels] ?? "?")")
      #expect((character == " ") == ink(image).isEmpty)
      seen[image.pixels] = character
    }
    var box = PixelBuffer(width: 5, height: 7)
    box.drawText("ü", x: 0, y: 0, .black)
    #expect(seen[box.pixels] == nil && ink(box).count == 20)
  }

  @Test func textScalesAndAdvances() {
    var small = PixelBuffer(width: 17, height: 7)
    small.drawText("L3/", x: 0, y: 0, .black)
    var large = PixelBuffer(width: 51, height: 21)
    large.drawText("L3/", x: 0, y: 0, scale: 3, .black)
    #expect(large == small.resized(width: 51, height: 21))
    #expect(BitmapFont.width(of: "L3/") == 17)
    #expect(BitmapFont.width(of: "L3/", scale: 3) == 51)
    #expect(BitmapFont.width(of: "") == 0)
  }
}
