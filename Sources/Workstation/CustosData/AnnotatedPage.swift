import CustosImage
import CustosNotation
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
  /// with `.txt` behind it; other files, such as a README or a licence, are left alone.
  ///
  /// - Returns: the pages, and an error for each image or annotation file that stands alone.
  /// - Throws: `DataError.platform` when the folder cannot be read, `.nothingFound` when it holds
  ///   no page at all.
  public static func find(
    in folder: String
  ) throws(DataError) -> (pages: [AnnotatedPage], unpaired: [DataError]) {
    let names: [String]
    do throws(PlatformError) { names = try FileSystem.list(folder) } catch {
      throw .platform(error)
    }
    var texts: [String: String] = [:]
    for name in names where isAnnotationFile(name) { texts[folded(name.dropLast(4))] = name }
    var pages: [AnnotatedPage] = []
    var unpaired: [DataError] = []
    for name in names where ImageFormat(namedBy: name) != nil {
      if let text = texts.removeValue(forKey: folded(name[...])) {
        pages.append(
          AnnotatedPage(image: Path.join(folder, name), annotations: Path.join(folder, text)))
      } else {
        unpaired.append(.annotationMissing(image: Path.join(folder, name)))
      }
    }
    for text in texts.values.sorted() {
      unpaired.append(.imageMissing(annotation: Path.join(folder, text)))
    }
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

  /// Reads the annotation file: symbols with their 1-based lines, and what is wrong with the others.
  ///
  /// - Throws: `DataError.platform`.
  public func readAnnotations() throws(DataError) -> ParsedLines<Annotation> {
    do throws(PlatformError) {
      return Annotation.parse(try FileSystem.read(annotations))
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
