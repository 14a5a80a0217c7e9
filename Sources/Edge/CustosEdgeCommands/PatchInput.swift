import CustosImage
import CustosModelFile
import CustosDetection

/// What the network sees of a page around a box: crop and padding as at training, then the resize to
/// the network's size.
struct PatchInput {
  /// Columns of the crop in the page's own pixels.
  let cropWidth: Int
  /// Rows of the crop in the page's own pixels.
  let cropHeight: Int
  private let sizes: Preprocessing
  private let scale: Double

  /// - Parameter scale: how much larger than at training the music is, and so the crop.
  init(_ preprocessing: Preprocessing, scale: Double) {
    sizes = preprocessing
    self.scale = scale
    cropWidth = PixelBuffer.windowSide(preprocessing.cropWidth, scale: scale)
    cropHeight = PixelBuffer.windowSide(preprocessing.cropHeight, scale: scale)
  }

  /// Cuts and resizes.
  ///
  /// - Throws: `CommandError` naming `item` when the box lies outside the page.
  func picture(
    _ box: Box, of page: PixelBuffer, item: String
  ) throws(CommandError) -> PixelBuffer {
    do throws(ImageError) {
      return try page.patch(
        box: box, width: sizes.cropWidth, height: sizes.cropHeight, scale: scale,
        networkWidth: sizes.networkWidth, networkHeight: sizes.networkHeight)
    } catch { throw CommandError(error, item: item) }
  }
}
