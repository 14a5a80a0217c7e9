import CustosImage
import CustosModel

/// What the network sees of a page around a box: crop and padding as at training, then the resize to
/// the network's size.
struct PatchInput {
  /// Columns of the crop in the page's own pixels.
  let cropWidth: Int
  /// Rows of the crop in the page's own pixels.
  let cropHeight: Int
  private let sizes: Preprocessing

  /// - Parameter scale: how much larger than at training the music is, and so the crop; at most 16
  ///   counts, which bounds the memory.
  init(_ preprocessing: Preprocessing, scale: Double) {
    func scaled(_ side: Int) -> Int { max(1, Int((Double(side) * min(scale, 16)).rounded())) }
    sizes = preprocessing
    cropWidth = scaled(preprocessing.cropWidth)
    cropHeight = scaled(preprocessing.cropHeight)
  }

  /// Cuts and resizes.
  ///
  /// - Throws: `CommandError` naming `item` when the box lies outside the page.
  func picture(
    _ box: Box, of page: PixelBuffer, item: String
  ) throws(CommandError) -> PixelBuffer {
    let patch: PixelBuffer
    do throws(ImageError) {
      patch = try page.patch(box: box, width: cropWidth, height: cropHeight, padding: true)
    } catch { throw CommandError(error, item: item) }
    return patch.resized(width: sizes.networkWidth, height: sizes.networkHeight)
  }
}
