import CustosImage
import CustosTestRandom
import CustosTestSupport
import Foundation
import Testing

@testable import CustosCamera

@Suite("Pictures that are turned, mirrored and cropped")
struct FramePreparationTests {
  /// Moves one pixel after another.
  private func moved(
    _ pixels: [UInt8], width: Int, height: Int, to place: (Int, Int) -> (Int, Int)
  ) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: pixels.count)
    let channels = pixels.count / (width * height)
    let resultWidth = max(place(0, 0).0, place(width - 1, height - 1).0) + 1
    for y in 0..<height {
      for x in 0..<width {
        let (column, row) = place(x, y)
        for channel in 0..<channels {
          result[(row * resultWidth + column) * channels + channel] =
            pixels[(y * width + x) * channels + channel]
        }
      }
    }
    return result
  }

  @Test("colours and luma go the same way", arguments: 0...3, [false, true])
  func turns(quarterTurns: Int, mirrors: Bool) throws {
    let (width, height) = (5, 3)
    var random = SeededRandom(seed: 4)
    var colours = random.bytes(width * height * 3)
    var luma = random.bytes(width * height)
    var preparation = FramePreparation()
    preparation.quarterTurns = quarterTurns
    preparation.isMirrored = mirrors
    let result = try preparation.applied(
      to: Picture(
        PixelBuffer(width: width, height: height, pixels: colours),
        luma: GrayImage(width: width, height: height, pixels: luma)))
    var (w, h) = (width, height)
    for _ in 0..<quarterTurns {
      colours = moved(colours, width: w, height: h) { x, y in (h - 1 - y, x) }
      luma = moved(luma, width: w, height: h) { x, y in (h - 1 - y, x) }
      (w, h) = (h, w)
    }
    if mirrors {
      colours = moved(colours, width: w, height: h) { x, y in (w - 1 - x, y) }
      luma = moved(luma, width: w, height: h) { x, y in (w - 1 - x, y) }
    }
    #expect(result.pixels == PixelBuffer(width: w, height: h, pixels: colours))
    #expect(result.luma?.pixels == luma)
    preparation.crop = CropRectangle("1,2,2,1")
    let part = try preparation.applied(
      to: Picture(result.pixels, luma: result.luma).turnedBack(preparation))
    let rows = (2..<3).flatMap { row in
      (1..<3).flatMap { column in
        (0..<3).map { result.pixels.pixels[(row * w + column) * 3 + $0] }
      }
    }
    #expect(part.pixels == PixelBuffer(width: 2, height: 1, pixels: rows))
  }

  @Test("a crop beyond the picture ends a camera, and leaves out a folder's picture")
  func outside() throws {
    let own = [PixelBuffer(width: 6, height: 4, pixels: [UInt8](repeating: 9, count: 72))]
    var settings = CameraSettings(
      .fake(path: nil, rate: 50), width: 0, height: 0, rate: 1, ownPictures: own)
    settings.preparation.quarterTurns = 1
    let crop = try #require(CropRectangle("0,0,5,4"))
    settings.preparation.crop = crop
    let camera = try Camera(settings) { _ in }
    defer { camera.stop() }
    #expect(throws: CameraError.cropOutside(crop, width: 4, height: 6)) {
      while case .nothing = try camera.next(milliseconds: 1000) {}
    }
    settings.preparation.crop = CropRectangle("1,1,3,5")
    let fitting = try Camera(settings) { _ in }
    defer { fitting.stop() }
    guard case .frame(let frame) = try fitting.next(milliseconds: 5000) else {
      Issue.record("no picture")
      return
    }
    #expect(frame.pixels.width == 3 && frame.pixels.height == 5)
  }

  @Test(
    "crops that make no sense are refused",
    arguments: ["", "1,2,3", "1,2,3,4,5", "-1,0,2,2", "0,0,0,2", "0,0,2,0", "a,0,2,2", "1.5,0,2,2"])
  func refused(text: String) { #expect(CropRectangle(text) == nil) }
}

extension Picture {
  /// The picture of which a preparation without its crop makes this one.
  fileprivate func turnedBack(_ preparation: FramePreparation) throws -> Picture {
    var mirror = FramePreparation()
    mirror.isMirrored = preparation.isMirrored
    var turn = FramePreparation()
    turn.quarterTurns = (4 - preparation.quarterTurns) % 4
    return try turn.applied(to: mirror.applied(to: self))
  }
}
