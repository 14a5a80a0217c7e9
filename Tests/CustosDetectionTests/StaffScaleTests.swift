import CustosDetection
import CustosImage
import CustosTestRandom
import CustosTestSupport
import Testing

@Suite struct StaffScaleTests {
  /// Cuts are at whole pixels, so that each line's centre is known to half a pixel; a fiftieth is the
  /// error that matters when a crop is rescaled.
  static func tolerance(_ space: Double) -> Double { max(0.3, space / 50) }

  @Test(arguments: [6.0, 7, 9.5, 14, 20, 33.75, 50, 80])
  func measuresDrawnPages(space: Double) throws {
    var page = DrawnPage()
    page.staffSpace = space
    page.staves = [6 * space]
    page.width = max(640, Int(30 * space))
    page.height = max(480, Int(18 * space))
    let scale = try #require(StaffScale.estimate(in: page.draw()))
    #expect(abs(scale.staffSpace - space) < Self.tolerance(space))
    #expect(abs(scale.lineThickness - page.lineThickness) <= 1)
  }

  @Test(arguments: [-5.0, -2, 2, 5])
  func followsTiltBendLightAndNoise(degrees: Double) throws {
    var page = DrawnPage()
    page.fall = degrees * 900 / 57.3
    page.bend = 15
    page.paper = (left: 90, right: 240)
    page.noise = 6
    let scale = try #require(StaffScale.estimate(in: page.draw()))
    #expect(abs(scale.staffSpace - 20) < Self.tolerance(20))
  }

  @Test func answersNilWithoutStaves() {
    for (width, height) in [(1, 1), (1, 700), (700, 1), (3, 3), (640, 480), (224, 448)] {
      for level: UInt8 in [0, 128, 255] {
        let pixels = [UInt8](repeating: level, count: width * height)
        #expect(
          StaffScale.estimate(in: GrayImage(width: width, height: height, pixels: pixels)) == nil)
      }
    }
  }

  @Test func answersNilForNoise() {
    for seed: UInt64 in 1...20 {
      var random = SeededRandom(seed: seed)
      let (width, height) = seed % 2 == 0 ? (640, 480) : (224, 448)
      let image = GrayImage(width: width, height: height, pixels: random.bytes(width * height))
      #expect(StaffScale.estimate(in: image) == nil, "seed \(seed)")
    }
  }

  @Test(arguments: [8, 20, 33])
  func answersNilForRuledPaper(distance: Int) {
    let pixels = (0..<600 * 800).map { UInt8($0 / 800 % distance < 2 ? 40 : 220) }
    #expect(StaffScale.estimate(in: GrayImage(width: 800, height: 600, pixels: pixels)) == nil)
  }

  @Test(.enabled(if: SharedData.isPresent, Comment(rawValue: SharedData.absence)))
  func measuresRealPages() throws {
    for annotations in SharedData.annotationFiles {
      let image = GrayImage(try PixelBuffer(readingFrom: String(annotations.dropLast(4))))
      let scale = try #require(StaffScale.estimate(in: image), "\(annotations)")
      #expect(abs(scale.staffSpace - 33.75) < Self.tolerance(33.75), "\(annotations)")
    }
  }
}
