public import CustosDataSet
public import CustosImage
public import CustosNotation
import CustosPlatform

/// A page image and the annotation file beside it.
public struct AnnotatedPage: Equatable, Sendable {
  /// Path of the image.
  public let image: String
  /// Path of the annotation file, the image's name with `.txt` behind it.
  public let annotations: String

  /// File name of the image, such as `12673.JPG`.
  public var name: String { Path.lastComponent(image) }

  /// Finds the pages of a folder, sorted by name.
  ///
  /// Images end in .jpg, .jpeg or .png in any letter case. Annotation files are named like an image
  /// with `.txt` behind it, where need be with the extension in another letter case; other files,
  /// such as a README or a licence, and hidden ones are left alone.
  ///
  /// - Returns: the pages, and an error for each image or annotation file that stands alone.
  /// - Throws: `DataError.platform` when the folder cannot be read, `.notAFolder` when it is a
  ///   file, `.nothingFound` when it holds no page at all.
  public static func find(
    in folder: String
  ) throws(DataError) -> (pages: [AnnotatedPage], unpaired: [DataError]) {
    let names = try FileSystem.visibleNames(in: folder)
    let images = names.filter { ImageFormat(namedBy: $0) != nil }
    var texts = names.filter(isAnnotationFile)
    // A file of exactly the right name comes first, so that A.JPG and A.jpg each keep their own.
    var textOfImage: [String: String] = [:]
    let exact = Set(texts)
    for image in images where exact.contains(image + ".txt") {
      textOfImage[image] = image + ".txt"
    }
    let taken = Set(textOfImage.values)
    texts.removeAll { taken.contains($0) }
    for image in images where textOfImage[image] == nil {
      let name = folded(image[...])
      guard let index = texts.firstIndex(where: { folded($0.dropLast(4)) == name }) else {
        continue
      }
      textOfImage[image] = texts.remove(at: index)
    }
    var pages: [AnnotatedPage] = []
    var unpaired: [DataError] = []
    for image in images {
      if let text = textOfImage[image] {
        pages.append(
          AnnotatedPage(image: Path.join(folder, image), annotations: Path.join(folder, text)))
      } else {
        unpaired.append(.annotationMissing(image: Path.join(folder, image)))
      }
    }
    for text in texts { unpaired.append(.imageMissing(annotation: Path.join(folder, text))) }
    guard !pages.isEmpty || !unpaired.isEmpty else {
      throw .nothingFound(
        folder: folder, wanted: "page images (.jpg, .jpeg or .png, each with its .txt)")
    }
    return (pages, unpaired)
  }

  private static func isAnnotationFile(_ name: String) -> Bool {
    Path.lowercasedExtension(name) == "txt" && ImageFormat(namedBy: String(name.dropLast(4))) != nil
  }

  /// The name with its extension in lower case, so that `A.JPG` and `A.jpg.txt` find each other.
  private static func folded(_ name: Substring) -> String {
    let text = String(name)
    let suffix = Path.lowercasedExtension(text)
    return String(text.dropLast(suffix.count)) + suffix
  }

  /// Reads the annotation file: symbols with their 1-based lines, and errors for the other lines.
  ///
  /// - Parameter needingPosition: whether a line without a staff position is wrong.
  /// - Throws: `DataError.platform`.
  public func readAnnotations(
    needingPosition: Bool
  ) throws(DataError) -> ParsedLines<LabelledBox> {
    do throws(PlatformError) {
      return LabelledBox.parseAnnotations(
        try FileSystem.read(annotations), needingPosition: needingPosition)
    } catch {
      throw .platform(error)
    }
  }

  /// Decodes the image.
  ///
  /// - Throws: `DataError.image`.
  public func readImage() throws(DataError) -> PixelBuffer {
    do throws(ImageError) { return try PixelBuffer(readingFrom: image) } catch {
      throw .image(error, item: image)
    }
  }
}
