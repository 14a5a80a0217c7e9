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
    var walk =
      switch quarterTurns {
      case 1: PixelWalk(start: (h - 1) * w, right: -w, down: 1)
      case 2: PixelWalk(start: w * h - 1, right: -1, down: -w)
      case 3: PixelWalk(start: w - 1, right: w, down: -1)
      default: PixelWalk(start: 0, right: 1, down: w)
      }
    if isMirrored {
      walk.start += (width - 1) * walk.right
      walk.right = -walk.right
    }
    if let crop {
      guard crop.x + crop.width <= width, crop.y + crop.height <= height else {
        throw .cropOutside(crop, width: width, height: height)
      }
      walk.start += crop.x * walk.right + crop.y * walk.down
      (width, height) = (crop.width, crop.height)
    }
    return Picture(
      PixelBuffer(
        width: width, height: height,
        pixels: walk.samples(of: picture.pixels.pixels, channels: 3, width: width, height: height)),
      luma: picture.luma.map {
        GrayImage(
          width: width, height: height,
          pixels: walk.samples(of: $0.pixels, channels: 1, width: width, height: height))
      })
  }
}
