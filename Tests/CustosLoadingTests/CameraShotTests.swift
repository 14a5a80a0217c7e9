import CCustosFloatKernels
import CustosImage
import CustosTestRandom
import Testing

@testable import CustosLoading
@testable import CustosSupport

@Suite struct CameraShotTests {
  private let height = 24
  private let width = 12
  private var darkroom: Darkroom { Darkroom(height: height, width: width) }

  private func noise(seed: UInt64 = 3) -> [UInt8] {
    var random = SeededRandom(seed: seed)
    return random.bytes(height * width * 3)
  }

  /// A picture of one value per pixel.
  private func picture(_ value: (_ y: Int, _ x: Int) -> UInt8) -> [UInt8] {
    (0..<height).flatMap { y in
      (0..<width).flatMap { x in [UInt8](repeating: value(y, x), count: 3) }
    }
  }

  private func take(_ shot: CameraShot, _ source: [UInt8]) throws -> [Float] {
    var output = [Float](repeating: -1, count: source.count)
    var target = output.mutableSpan
    try shot.take(source.span, into: &target, with: darkroom)
    return output
  }

  @Test func defaultChangesNothing() throws {
    #expect(try take(CameraShot(), noise()) == noise().map(Float.init))
    #expect(try CameraShot().take(noise(), with: darkroom) == noise())
  }

  /// The recipe of the original system must give the same bits as before.
  @Test func zoomAloneIsTheZoomKernel() throws {
    var shot = CameraShot()
    (shot.zoomY, shot.zoomX) = (0.85, 1.17)
    var expected = [Float](repeating: 0, count: height * width * 3)
    custos_f32_zoom_rgb(noise(), height, width, 0.85, 1.17, &expected)
    #expect(try take(shot, noise()) == expected)
  }

  /// The general mapping with the matrix of a zoom comes to the zoom up to rounding.
  @Test func zoomByTheGeneralMapping() throws {
    var shot = CameraShot()
    (shot.zoomY, shot.zoomX) = (0.85, 1.17)
    var warped = [Float](repeating: 0, count: height * width * 3)
    custos_f32_warp_rgb(
      noise(), height, width, shot.homography(height: height, width: width), &warped)
    // Coordinates up to 24 are rounded to 2^-20; neighbours differ by 255 at most.
    for (a, b) in zip(try take(shot, noise()), warped) { #expect(abs(a - b) < 1e-2) }
  }

  /// Turned by half a turn a picture stands on its head; a quarter turn brings the top to the
  /// right.
  @Test func rotationIsClockwise() throws {
    var shot = CameraShot()
    shot.rotation = 180
    let turned = try shot.take(noise(), with: darkroom)
    let source = noise()
    for place in 0..<height * width {
      let other = height * width - 1 - place
      #expect(turned[place * 3..<place * 3 + 3] == source[other * 3..<other * 3 + 3])
    }
    shot.rotation = 90
    let dark = picture { y, _ in y < height / 2 ? 10 : 240 }
    let quarter = try shot.take(dark, with: darkroom)
    #expect(quarter[(12 * width + 11) * 3] == 10)
    #expect(quarter[12 * width * 3] == 240)
  }

  /// At a farther edge more of the picture is seen, at the nearer one less.
  @Test func perspectiveShrinksTheFarEdge() throws {
    var shot = CameraShot()
    shot.tiltY = 0.25
    let slope = picture { y, _ in UInt8(y * 10) }
    let output = try take(shot, slope)
    let center = 11.5
    for y in 0..<height {
      let v = Double(y) - center
      let expected = min(max(v / (1 - 0.25 * v / center) + center, 0), 23) * 10
      #expect(abs(Double(output[(y * width + 5) * 3]) - expected) < 1e-3)
    }
  }

  @Test func lightFallsOffFromSideToSide() throws {
    var shot = CameraShot()
    (shot.brightness, shot.gradientX) = (0.8, 0.5)
    let output = try take(shot, picture { _, _ in 200 })
    // Column 5 lies half a column left of the centre, the edge 5.5.
    let inner: Float = 200 * (0.8 - 0.5 * 0.5 / 5.5)
    for y in [0, 9, 23] {
      let row = output[y * width * 3..<(y + 1) * width * 3].map { $0 }
      #expect(abs(row[0] - 60) < 1e-3)
      #expect(abs(row[5 * 3] - inner) < 1e-3)
      // 200 * 1.3 is more than a pixel can hold.
      #expect(row[11 * 3] == 255)
    }
  }

  /// A point becomes a bell of the right width that keeps its sum; a plane stays a plane.
  @Test func blurIsABell() throws {
    var shot = CameraShot()
    shot.blur = 1.2
    let output = try take(shot, picture { y, x in y == 12 && x == 6 ? 250 : 0 })
    var (sum, moment) = (0.0, 0.0)
    for y in 0..<height {
      for x in 0..<width {
        let value = Double(output[(y * width + x) * 3 + 1])
        sum += value
        moment += value * Double((y - 12) * (y - 12))
      }
    }
    #expect(abs(sum - 250) < 1e-3)
    // Cut off at 4 pixels, the variance is a little below 1.44.
    #expect(abs(moment / sum - 1.44) < 0.02)
    #expect(try take(shot, picture { _, _ in 77 }).allSatisfy { abs($0 - 77) < 1e-4 })
  }

  @Test func noiseHasItsDeviation() throws {
    let count = 100_000
    var first = [Float](repeating: 128, count: count)
    var second = first
    custos_f32_add_noise(&first, count, 6, 1)
    custos_f32_add_noise(&second, count, 6, 2)
    func correlation(_ a: [Float], _ b: [Float]) -> Double {
      zip(a, b).reduce(0.0) { $0 + Double($1.0 - 128) * Double($1.1 - 128) } / Double(count)
    }
    // 100,000 draws: the mean is within 0.019, the variance within 0.16 in two of three cases.
    let mean = first.reduce(0.0) { $0 + Double($1 - 128) } / Double(count)
    #expect(abs(mean) < 0.1)
    #expect(abs(correlation(first, first) - 36) < 0.8)
    #expect(abs(correlation(first, second)) < 0.6)
    #expect(abs(correlation(first, Array(first[1...] + first[..<1]))) < 0.6)
  }

  @Test func compressionIsThatOfTheCodec() throws {
    var shot = CameraShot()
    shot.quality = 30
    let image = PixelBuffer(width: width, height: height, pixels: noise())
    let expected = try PixelBuffer(decoding: image.encoded(as: .jpeg, quality: 30)).pixels
    #expect(try shot.take(noise(), with: darkroom) == expected)
    // The same room a second time.
    let room = darkroom
    _ = try shot.take(noise(seed: 4), with: room)
    #expect(try shot.take(noise(), with: room) == expected)
  }

  /// An edge between 0 and 200 that lies where the threshold is reached: of a ramp of one pixel the
  /// share beyond it stays white.
  @Test func thresholdingLeavesBlackWhiteAndTheShareOfTheEdge() throws {
    var shot = CameraShot()
    shot.threshold = 100
    let edge = try take(shot, picture { _, x in x < 6 ? 0 : 200 })
    // Linear from 0 in the middle of pixel 5 to 200 in that of pixel 6: 100 where they meet.
    for y in 0..<height {
      for x in 0..<width { #expect(edge[(y * width + x) * 3] == (x < 6 ? 0 : 255)) }
    }
    shot.threshold = 150
    // White begins a quarter of a pixel later: of the four columns of pixel 6 the first is black.
    #expect(try take(shot, picture { _, x in x < 6 ? 0 : 200 })[6 * 3] == 0.75 * 255)
    let gray = try take(shot, noise())
    #expect(gray.indices.allSatisfy { gray[$0] == gray[$0 / 3 * 3] })
  }

  @Test func strengthsBoundTheDraws() {
    let photo = PhotoAugmentation.photo(width: 56)
    #expect(photo.isOn)
    #expect(!PhotoAugmentation().isOn)
    var random = SeededGenerator(seed: 1)
    var most = CameraShot()
    var least = 100
    var thresholded = 0
    for _ in 0..<2000 {
      let shot = photo.shot(zoom: 0.2, using: &random)
      most.rotation = max(most.rotation, abs(shot.rotation))
      most.tiltX = max(most.tiltX, abs(shot.tiltX))
      most.blur = max(most.blur, shot.blur)
      most.noise = max(most.noise, shot.noise)
      most.gradientY = max(most.gradientY, abs(shot.gradientY))
      least = min(least, shot.quality ?? 0)
      thresholded += shot.threshold == nil ? 0 : 1
      #expect((0.8...1.2).contains(shot.zoomX) && (0.8...1.2).contains(shot.brightness))
    }
    #expect((3.9...4).contains(most.rotation) && (0.048...0.05).contains(most.tiltX))
    #expect((0.66...0.672).contains(most.blur) && (7.8...8).contains(most.noise))
    #expect((0.19...0.2).contains(most.gradientY) && least == 40)
    // 15 % of 2,000, and five standard deviations of 16 either way.
    #expect((220...380).contains(thresholded))
  }

  /// A change that is switched on leaves the draws of the others as they are.
  @Test func drawsAreIndependentOfEachOther() {
    var (rotating, both) = (PhotoAugmentation(), PhotoAugmentation())
    rotating.rotation = 5
    both = rotating
    both.perspective = 0.1
    both.jpegQuality = 50
    both.blur = 1
    func shot(_ photo: PhotoAugmentation) -> CameraShot {
      var random = SeededGenerator(seed: 9)
      return photo.shot(zoom: 0.2, using: &random)
    }
    #expect(shot(rotating).rotation == shot(both).rotation)
    #expect(shot(PhotoAugmentation()).zoomX == shot(both).zoomX)
    #expect(shot(rotating).blur == 0 && shot(rotating).quality == nil)
  }
}
