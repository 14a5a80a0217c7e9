import CCustosCamera
import CustosImage

/// What is done to every picture before it is read: it is turned clockwise, then mirrored left to right,
/// then cropped. Boxes and all results are in pixels of what comes out.
public struct FramePreparation: Equatable, Sendable {
  /// By how many right angles pictures are turned clockwise, 0...3.
  public var quarterTurns = 0
  /// Whether left and right change places after that.
  public var isMirrored = false
  /// The part of the turned and mirrored picture that is kept; nil: all.
  public var crop: CropRectangle?

  /// Leaves pictures as they are.
  public init() {}

  /// Turns, mirrors and crops colours and luma alike.
  ///
  /// - Throws: `CameraError.cropOutside` for a crop that goes beyond the picture.
  func applied(to picture: Picture) throws(CameraError) -> Picture {
    guard self != FramePreparation() else { return picture }
    let (w, h) = (picture.pixels.width, picture.pixels.height)
    var (width, height) = quarterTurns % 2 == 0 ? (w, h) : (h, w)
    // The place of the first pixel, and the way to the next one of a row and of a column.
    var (start, right, down) =
      switch quarterTurns {
      case 1: ((h - 1) * w, -w, 1)
      case 2: (w * h - 1, -1, -w)
      case 3: (w - 1, w, -1)
      default: (0, 1, w)
      }
    if isMirrored {
      start += (width - 1) * right
      right = -right
    }
    if let crop {
      guard crop.x + crop.width <= width, crop.y + crop.height <= height else {
        throw .cropOutside(crop, width: width, height: height)
      }
      start += crop.x * right + crop.y * down
      (width, height) = (crop.width, crop.height)
    }
    func pick(_ source: [UInt8], _ channels: Int) -> [UInt8] {
      let count = width * height * channels
      return [UInt8](unsafeUninitializedCapacity: count) { target, used in
        custos_pick_pixels(
          source, start, right, down, channels, width, height, target.baseAddress)
        used = count
      }
    }
    return Picture(
      PixelBuffer(width: width, height: height, pixels: pick(picture.pixels.pixels, 3)),
      luma: picture.luma.map {
        GrayImage(width: width, height: height, pixels: pick($0.pixels, 1))
      })
  }
}
