import CustosImage
import Testing

@testable import CustosDetection

/// Cuts through pictures of 640 columns lie four columns apart and average two each.
@Suite struct StaffCutsTests {
  /// Five lines, each two rows thick; `row` moves them from column to column and `isDrawn` says where
  /// they are.
  private func image(
    space: Int = 16, level: UInt8 = 60, row: (Int) -> Int = { _ in 0 },
    isDrawn: (Int) -> Bool = { _ in true }
  ) -> GrayImage {
    let (width, height) = (640, 240)
    var pixels = [UInt8](repeating: 220, count: width * height)
    for column in 0..<width where isDrawn(column) {
      for line in 0..<5 {
        for thickness in 0..<2 {
          let y = 80 + row(column) + line * space + thickness
          if (0..<height).contains(y) { pixels[y * width + column] = level }
        }
      }
    }
    return GrayImage(width: width, height: height, pixels: pixels)
  }

  private func confirmed(_ image: GrayImage) -> [StaffCuts.Cut] {
    StaffCuts(image).confirmedChains()
  }

  @Test func everyCutOfAStaffCounts() {
    let cuts = StaffCuts(image())
    #expect(cuts.step == 4 && cuts.centerOffset == 0.5)
    let found = cuts.confirmedChains()
    #expect(found.map(\.column) == Array(0..<160))
    for cut in found {
      #expect(cut.chain.top == 80.5 && cut.chain.space == 16 && cut.chain.thickness == 2)
    }
  }

  /// A fall of one in eight is followed; of one in four the next cut is a row beyond what is allowed,
  /// 0.2 spaces and an eighth of the distance.
  @Test func tiltIsFollowedUpToALimit() {
    #expect(confirmed(image(row: { $0 / 8 })).count == 160)
    // Cuts at distance 1, 2 and 3: steps of 5, 10 and 15 rows against 3.7, 4.2 and 4.7.
    #expect(confirmed(image(row: { $0 / 4 * 5 % 80 })).count < 40)
  }

  @Test func aLonelyCutIsNoStaff() {
    #expect(confirmed(image(isDrawn: { (320..<322).contains($0) })).isEmpty)
    // The next cut but two confirms, the one behind it does not.
    func pair(_ second: Int) -> [Int] {
      let cuts = image(isDrawn: { column in
        (320..<322).contains(column) || (second..<second + 2).contains(column)
      })
      return confirmed(cuts).map(\.column)
    }
    #expect(pair(324).isEmpty && pair(332).isEmpty)
    let broken = image(isDrawn: { (200..<400).contains($0) && !(280..<288).contains($0) })
    #expect(confirmed(broken).map(\.column) == Array(50..<70) + Array(72..<100))
  }

  /// Lines where the cuts are, and paper between them.
  @Test func betweenTheCutsItMustBeDark() {
    #expect(confirmed(image(isDrawn: { $0 % 4 < 2 })).count < 160 / 2)
    #expect(confirmed(image(isDrawn: { $0 % 4 == 0 })).isEmpty)
  }

  /// Steps of the space by less than 8 % are one staff's.
  @Test func spacesAgree() {
    func image(_ other: Double) -> GrayImage {
      let (width, height) = (640, 240)
      var pixels = [UInt8](repeating: 220, count: width * height)
      for column in 0..<width {
        // One cut has the one space, the next the other; three on, all have the other.
        let space = column / 4 == 40 ? 16 : other
        guard (160..<176).contains(column) else { continue }
        for line in 0..<5 {
          for thickness in 0..<2 {
            pixels[(80 + Int((Double(line) * space).rounded()) + thickness) * width + column] = 60
          }
        }
      }
      return GrayImage(width: width, height: height, pixels: pixels)
    }
    #expect(confirmed(image(17)).contains { $0.column == 40 })
    #expect(!confirmed(image(18)).contains { $0.column == 40 })
  }
}
