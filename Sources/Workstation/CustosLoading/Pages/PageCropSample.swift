import CustosArchitectures
public import CustosDataSet
import CustosImage
import CustosPages
import CustosPlatform
import CustosSupport

/// Crops drawn from a folder's pages for calibration, at a page network's scale.
public struct PageCropSample: Sendable {
  /// Bytes `[side, side, 3]` of each crop.
  public let crops: [[UInt8]]
  /// CRC-32 over the crops' pixels in order, eight hexadecimal digits.
  public let digest: String

  /// Draws `count` crops, as many of each page as of the others as far as that goes, each somewhere on its
  /// page; the same ones for the same folder and seed.
  ///
  /// - Parameters:
  ///   - folder: holds page images; annotations are not needed.
  ///   - side: rows and columns of a crop.
  ///   - staffSpace: distance of staff lines in pixels that pages are scaled to.
  /// - Throws: `DataError` for a folder without pages, and for a page that cannot be read or shows no
  ///   staff.
  public init(
    folder: String, count: Int, seed: UInt64, side: Int, staffSpace: Double
  ) throws(DataError) {
    var images = try PageImages.paths(in: folder)
    var random = SeededGenerator(seed: seed)
    random.shuffle(&images)
    var crops: [[UInt8]] = []
    var digest = CRC32()
    for (index, path) in images.enumerated() where index < count {
      let page = try TrainingPage(image: path, staffSpace: staffSpace)
      // The first pages take what does not divide evenly.
      let share = count / images.count + (index < count % images.count ? 1 : 0)
      for _ in 0..<share {
        let view = CropView(
          side: side, margin: 0, left: random.index(below: max(1, page.image.width - side + 1)),
          top: random.index(below: max(1, page.image.height - side + 1)), mapping: nil)
        let crop = view.room(of: page.image)
        digest.update(crop.span.bytes)
        crops.append(crop)
      }
    }
    self.crops = crops
    self.digest = CRC32.text(of: digest.value)
  }
}
