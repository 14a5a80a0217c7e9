import CustosImage
import Testing

@testable import CustosEvaluation
@testable import CustosReports

/// Pictures of a report: what they show can be found in their pixels.
@Suite struct ReportPicturesTests {
  private func count(_ color: Color, in picture: PixelBuffer) -> Int {
    stride(from: 0, to: picture.pixels.count, by: 3).count {
      Array(picture.pixels[$0..<$0 + 3]) == [color.red, color.green, color.blue]
    }
  }

  private func matrix(_ labels: [String], count: Int = 1) -> ConfusionMatrix {
    // The first class is always right, the second always read as the first.
    let right = [Int](repeating: 0, count: count)
    return ConfusionMatrix(labels: labels, truth: right + [1], predicted: right + [0])
  }

  @Test func shadesFollowTheShareOfTheRow() {
    let matrix = ConfusionMatrix(
      labels: ["L1", "L2"], truth: [0, 0, 0, 0, 1], predicted: [0, 0, 0, 1, 0])
    #expect(ConfusionPlot.color(of: matrix, row: 0, column: 0) == .tint(of: .blue, 0.75))
    #expect(ConfusionPlot.color(of: matrix, row: 0, column: 1) == .tint(of: .red, 0.25))
    #expect(ConfusionPlot.color(of: matrix, row: 1, column: 0) == .red)
    #expect(ConfusionPlot.color(of: matrix, row: 1, column: 1) == .white)
    let picture = ConfusionPlot.picture(of: matrix, title: "two")
    #expect(count(.red, in: picture) > 800)
    #expect(count(.tint(of: .blue, 0.75), in: picture) > 800)
    #expect(ConfusionPlot.picture(of: matrix, title: "two") == picture)
  }

  @Test func tintsReachFromWhiteToTheColour() {
    #expect(Color.tint(of: .red, 0) == .white && Color.tint(of: .red, -1) == .white)
    #expect(Color.tint(of: .red, 1) == .red && Color.tint(of: .red, 2) == .red)
  }

  /// Long names run upwards and large counts widen the cells, so that nothing covers anything else.
  @Test func theMatrixGrowsWithItsTexts() {
    let small = ConfusionPlot.picture(of: matrix(["L1", "L2"]), title: "")
    let long = ConfusionPlot.picture(of: matrix(["semibrevis_rest", "L2"]), title: "")
    let many = ConfusionPlot.picture(of: matrix(["L1", "L2"], count: 12345), title: "")
    #expect(long.width > small.width && long.height > small.height)
    #expect(many.width > small.width && many.height > small.height)
    let titled = ConfusionPlot.picture(
      of: matrix(["L1", "L2"]), title: "a title wider than the matrix")
    #expect(titled.width >= BitmapFont.width(of: "a title wider than the matrix", scale: 2))
  }

  private func patch(_ expected: String, _ read: String, width: Int, height: Int) -> WorstPatch {
    WorstPatch(
      file: "\(expected)/a-page-with-quite-a-long-name.png-12.png", expected: expected, read: read,
      probability: 0.9, expectedProbability: 0.1,
      picture: PixelBuffer(width: width, height: height, red: 1, green: 2, blue: 3))
  }

  @Test func framesTellRightFromWrong() {
    let wrong = ContactSheet.picture(
      of: [patch("L1", "L2", width: 56, height: 112)], title: "one")
    #expect(count(.red, in: wrong) > 1000 && count(.green, in: wrong) == 0)
    // Twice its size: 112 x 224 pixels.
    #expect(count(Color(red: 1, green: 2, blue: 3), in: wrong) == 112 * 224)
    let right = ContactSheet.picture(
      of: [patch("L1", "L1", width: 56, height: 112)], title: "one")
    #expect(count(.green, in: right) > 1000 && count(.red, in: right) == 0)
  }

  @Test func sheetsHaveSixInARow() {
    let one = patch("L1", "L2", width: 8, height: 16)
    func height(_ count: Int) -> Int {
      ContactSheet.picture(of: Array(repeating: one, count: count), title: "").height
    }
    #expect(height(1) == height(6) && height(7) > height(6))
    #expect(height(7) - height(6) == height(13) - height(12))
    #expect(height(0) < height(1))
  }

  @Test(arguments: [(8, 16), (56, 112), (224, 448), (4096, 8), (8, 4096), (300, 100)])
  func patchesFitTheirCells(width: Int, height: Int) {
    let fitted = ContactSheet.fitted(PixelBuffer(width: width, height: height))
    #expect(fitted.width <= 216 && fitted.height <= 224)
    #expect(fitted.width * 2 > 216 || fitted.height * 2 > 224)
  }

  @Test func namesAreCutAtTheirBeginning() {
    #expect(PixelBuffer.shortened("page-12.png", width: 200, scale: 2) == "page-12.png")
    let short = PixelBuffer.shortened("a-very-long-name-of-a-page-12.png", width: 120, scale: 2)
    #expect(short == "..e-12.png")
    #expect(BitmapFont.width(of: short, scale: 2) <= 132)
    #expect(PixelBuffer.shortened("abc", width: 0, scale: 2) == "..")
  }

  /// Text that runs upwards is the same text turned by a quarter.
  @Test func risingTextIsTurned() {
    var flat = PixelBuffer(width: 40, height: 20)
    flat.drawText("Lg", x: 0, y: 0, scale: 1, .red)
    var rising = PixelBuffer(width: 20, height: 40)
    rising.drawRising("Lg", x: 0, bottom: 40, scale: 1, .red)
    for y in 0..<20 {
      for x in 0..<40 {
        let place = ((39 - x) * 20 + y) * 3
        #expect(
          flat.pixels[(y * 40 + x) * 3..<(y * 40 + x) * 3 + 3]
            .elementsEqual(rising.pixels[place..<place + 3]))
      }
    }
  }

  @Test func axesSuitConstantAndSmallValues() {
    let constant = AxisScale(covering: [0.0003, 0.0003], count: 6)
    #expect(constant.low < 0.0003 && constant.high > 0.0003)
    #expect(constant.low >= 0 && constant.high < 0.001)
    let zero = AxisScale(covering: [0, 0], count: 6)
    #expect(zero.low < 0 && zero.high > 0)
    let halved = AxisScale(covering: [0.001, 0.0005, 0.00025], count: 6)
    #expect(halved.ticks.count >= 4 && halved.decimals == 4)
  }
}
