public import CustosPlatform

/// A failure to read, write or cut an image. The caller knows the item's name and adds it.
public enum ImageError: Error, Equatable, Sendable {
  /// The file could not be read or written.
  case file(PlatformError)
  /// The data starts like neither JPEG nor PNG, nor like a `ForeignFormat`.
  case unknownFormat
  /// The data is of another kind than JPEG and PNG.
  case foreign(ForeignFormat)
  /// A request to stop has ended the decoding.
  case stopped
  /// The data is damaged or cut short; the text is what the library found.
  case damaged(ImageFormat, detail: String)
  /// A well-formed file of a kind that is not read, such as CMYK.
  case unsupported(ImageFormat, detail: String)
  /// The image has more than `PixelBuffer.maximumPixelCount` pixels.
  case tooLarge(width: Int, height: Int)
  /// There is not enough memory for the pixels.
  case outOfMemory(width: Int, height: Int)
  /// The name of a file to write ends in none of .png, .jpg, .jpeg.
  case unknownExtension
  /// The image cannot be encoded; the text is what the library found.
  case cannotEncode(ImageFormat, detail: String)
  /// The crop around a box's centre has no pixel on the page.
  case boxOutsidePage(Box, pageWidth: Int, pageHeight: Int)

  /// The failure as a whole sentence about `item`, such as a path with a line number.
  public func message(for item: String) -> String {
    switch self {
    case .file(let error): error.message
    case .unknownFormat:
      "\(item) is neither a JPEG nor a PNG image; convert it to one of them."
    case .foreign(let format): item + format.sentence
    case .stopped: "\(item) was not read: the program was told to stop."
    case .damaged(let format, let detail):
      "\(item) is damaged: \(format.name), \(detail); get an undamaged copy."
    case .unsupported(let format, let detail):
      "\(item) cannot be used: \(format.name) with \(detail); save it anew as an ordinary RGB or gray picture."
    case .tooLarge(let width, let height):
      "\(item) is too large: \(width) x \(height) pixels, "
        + "at most \(PixelBuffer.maximumPixelCount / 1_000_000) million are read; scale it down."
    case .outOfMemory(let width, let height):
      // No size before the header is read.
      MemoryShortage.sentence(for: width > 0 ? "\(item), \(width) x \(height) pixels" : item)
    case .unknownExtension:
      "\(item) cannot be written: its name must end in .png, .jpg or .jpeg."
    case .cannotEncode(let format, let detail):
      "\(item) cannot be written as \(format.name): \(detail)."
    case .boxOutsidePage(let box, let pageWidth, let pageHeight):
      "\(item) lies outside the page: the box \(Self.corner(box.x1, box.y1)) to "
        + "\(Self.corner(box.x2, box.y2)) has no crop on the \(pageWidth) x \(pageHeight) page; "
        + "correct the box or give the page it belongs to."
    }
  }

  /// The exit code that a command ends with because of this failure (sysexits.h).
  public var exitCode: Int32 {
    switch self {
    case .file(let error): error.exitCode
    case .unknownExtension: ExitStatus.usage
    case .outOfMemory: ExitStatus.outOfMemory
    case .cannotEncode: ExitStatus.cannotCreate
    case .stopped: ExitStatus.tryAgain
    case .unknownFormat, .foreign, .damaged, .unsupported, .tooLarge, .boxOutsidePage:
      ExitStatus.badData
    }
  }

  private static func corner(_ x: Double, _ y: Double) -> String {
    "(\(NumberText.shortest(x)), \(NumberText.shortest(y)))"
  }
}
