import CustosPlatform

/// The image file formats that are read and written.
public enum ImageFormat: Equatable, Sendable {
  /// JPEG, baseline or progressive, gray or colour.
  case jpeg
  /// PNG of any colour type and depth.
  case png

  /// Recognises a format by the first bytes of a file, whatever its name says.
  public init?(startingWith bytes: RawSpan) {
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else {
      return nil
    }
  }

  /// The format that a file's name asks for: `.png`, `.jpg`, `.jpeg` in any letter case.
  public init?(namedBy path: String) {
    switch Path.lowercasedExtension(path) {
    case "png": self = .png
    case "jpg", "jpeg": self = .jpeg
    default: return nil
    }
  }

  /// Whether a file's name promises a picture, of a format that is read or of one that
  /// `ForeignFormat` names.
  public static func isPicture(named path: String) -> Bool {
    if ImageFormat(namedBy: path) != nil { return true }
    let suffix = [UInt8](Path.lowercasedExtension(path).utf8)
    return ForeignFormat.extensions.contains { [UInt8]($0.utf8) == suffix }
  }

  /// The format's usual name.
  public var name: String {
    switch self {
    case .jpeg: "JPEG"
    case .png: "PNG"
    }
  }
}
