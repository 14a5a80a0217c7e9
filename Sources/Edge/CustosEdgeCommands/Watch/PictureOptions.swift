import CustosCamera
import CustosImage

/// The options of `watch` and `serve` by which pictures are turned, mirrored and cropped.
enum PictureOptions {
  static let names = ["rotate", "crop"]
  static let flags = ["mirror", "ignore-rotation"]

  /// What becomes of a picture's mark of rotation.
  static func rotation(_ arguments: ParsedArguments) -> RotationMark {
    arguments.hasFlag("ignore-rotation") ? .ignored : .followed
  }

  static func preparation(_ arguments: ParsedArguments) throws(CommandError) -> FramePreparation {
    var result = FramePreparation()
    if let text = arguments.value(of: "rotate") {
      guard let degrees = Int(text), [90, 180, 270].contains(degrees) else {
        throw .usage("--rotate must be 90, 180 or 270 degrees clockwise, not '\(text)'.")
      }
      result.quarterTurns = degrees / 90
    }
    result.isMirrored = arguments.hasFlag("mirror")
    if let text = arguments.value(of: "crop") {
      guard let crop = CropRectangle(text) else {
        throw .usage(
          "--crop must be X,Y,WIDTH,HEIGHT in whole pixels, with sizes above 0, not '\(text)'.")
      }
      result.crop = crop
    }
    return result
  }
}
