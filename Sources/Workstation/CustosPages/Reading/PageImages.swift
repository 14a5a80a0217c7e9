public import CustosDataSet
public import CustosImage
import CustosPlatform

/// The page images of a folder.
public enum PageImages {
  /// Their paths, sorted by name; other files and those that are passed over everywhere are
  /// left alone.
  ///
  /// - Throws: `DataError.platform` when the folder or an image's name cannot be used, `.nothingFound` when it holds none.
  public static func paths(in folder: String) throws(DataError) -> [String] {
    let names = try FileSystem.visibleNames(in: folder).filter { ImageFormat.isPicture(named: $0) }
    for name in names {
      if let fault = FileSystem.fault(of: Path.join(folder, name)) { throw fault }
    }
    guard !names.isEmpty else {
      throw .nothingFound(folder: folder, wanted: "page images (.jpg, .jpeg or .png)")
    }
    return names.map { Path.join(folder, $0) }
  }

  /// Decodes one.
  ///
  /// - Parameter rotation: what becomes of its mark of rotation.
  /// - Throws: `DataError.image`.
  public static func picture(
    of path: String, rotation: RotationMark = .followed
  ) throws(DataError) -> Picture {
    do throws(ImageError) {
      return Picture(try PixelBuffer(readingFrom: path, rotation: rotation))
    } catch {
      throw .image(error, item: path)
    }
  }
}
