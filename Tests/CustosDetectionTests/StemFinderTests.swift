import Testing

@testable import CustosDetection

@Suite struct StemFinderTests {
  private let space = 10.0

  /// Draws strokes three pixels broad between points.
  private func mask(_ strokes: [(from: (Int, Int), to: (Int, Int))]) -> InkMask {
    var mask = InkMask(width: 100, height: 100, pixels: [UInt8](repeating: 0, count: 10_000))
    for stroke in strokes {
      for step in 0...100 {
        let column = stroke.from.0 + (stroke.to.0 - stroke.from.0) * step / 100
        let row = stroke.from.1 + (stroke.to.1 - stroke.from.1) * step / 100
        for row in row - 1...row + 1 {
          for column in column - 1...column + 1 { mask.pixels[row * 100 + column] = 1 }
        }
      }
    }
    return mask
  }

  @Test func slashesAtStemsAreHeads() throws {
    let low = try #require(
      StemFinder.heads(in: mask([((50, 20), (48, 60)), ((50, 60), (40, 65))]), space: space).first)
    #expect(abs(low.left - 39) <= 1 && abs(low.right - 52) <= 2)
    #expect(low.top >= 55 && low.bottom <= 67)
    let high = try #require(
      StemFinder.heads(in: mask([((40, 30), (40, 70)), ((40, 29), (50, 24))]), space: space).first)
    #expect(abs(high.right - 51) <= 2 && high.top >= 23 && high.bottom <= 35)
  }

  @Test func aGapThatAnErasedLineLeavesIsBridged() {
    let parts = mask([((50, 20), (50, 56)), ((50, 60), (40, 65))])
    #expect(StemFinder.heads(in: parts, space: space).count == 1)
    let apart = mask([((50, 20), (50, 52)), ((50, 60), (40, 65))])
    #expect(StemFinder.heads(in: apart, space: space).isEmpty)
  }

  @Test func flagsBeamsAndBareStemsAreNot() {
    // A flag hangs to the left of the top; a flat's bowl lies to the right of the bottom.
    #expect(StemFinder.heads(in: mask([((50, 20), (50, 60))]), space: space).isEmpty)
    let bowl = mask([((50, 20), (50, 60)), ((52, 60), (60, 55))])
    #expect(StemFinder.heads(in: bowl, space: space).isEmpty)
    let beam = mask([((50, 20), (50, 60)), ((50, 62), (20, 64)), ((50, 63), (20, 65))])
    #expect(StemFinder.heads(in: beam, space: space).isEmpty)
  }
}
