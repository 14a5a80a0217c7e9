import CustosPlatform

/// Files that are no JPEG or PNG, whatever their names say, and that people take for pictures.
public enum ForeignFormat: Equatable, Sendable {
  case empty, tiff, webP, heif, avif, gif, bmp, jpeg2000, jpegXL, pdf, html

  /// Recognises a kind by the first bytes of a file.
  public init?(startingWith bytes: RawSpan) {
    guard !bytes.isEmpty else {
      self = .empty
      return
    }
    let beginning = [UInt8](copying: bytes.extracting(first: 64))
    func has(_ text: StaticString, at offset: Int = 0) -> Bool {
      text.withUTF8Buffer { text in
        offset + text.count <= beginning.count
          && text.indices.allSatisfy { beginning[offset + $0] == text[$0] }
      }
    }
    if has("II*\0") || has("MM\0*") || has("II+\0") || has("MM\0+") {
      self = .tiff
    } else if has("RIFF"), has("WEBP", at: 8) {
      self = .webP
    } else if has("ftyp", at: 4) {
      self = has("avi", at: 8) ? .avif : .heif
    } else if has("GIF8") {
      self = .gif
    } else if has("BM") {
      self = .bmp
    } else if has("jP  ", at: 4) || beginning.starts(with: [0xFF, 0x4F, 0xFF, 0x51]) {
      self = .jpeg2000
    } else if has("JXL ", at: 4) || beginning.starts(with: [0xFF, 0x0A]) {
      self = .jpegXL
    } else if has("%PDF") {
      self = .pdf
    } else if Self.isMarkup(beginning) {
      self = .html
    } else {
      return nil
    }
  }

  /// The endings of names of pictures of these kinds. Documents are not among them: they may lie
  /// beside pictures.
  static let extensions = [
    "tif", "tiff", "webp", "heic", "heif", "avif", "gif", "bmp", "jp2", "j2k", "jxl",
  ]

  /// What the file is and what to do, to be put behind its name.
  var sentence: String {
    switch self {
    case .empty: " is empty; get the file again."
    case .tiff: " is a TIFF picture; " + Self.convert
    case .webP: " is a WebP picture; make a PNG of it: dwebp FILE -o page.png."
    case .heif: " is a HEIC picture; make a JPEG of it: heif-convert FILE page.jpg."
    case .avif: " is an AVIF picture; make a JPEG of it: heif-convert FILE page.jpg."
    case .gif: " is a GIF picture; " + Self.convert
    case .bmp: " is a BMP picture; " + Self.convert
    case .jpeg2000: " is a JPEG 2000 picture; " + Self.convert
    case .jpegXL: " is a JPEG XL picture; make a PNG of it: djxl FILE page.png."
    case .pdf: " is a PDF document; make PNG pictures of its pages: pdftoppm -r 300 -png FILE page."
    case .html: " is a web page; open its address in a browser, and save the picture that it shows."
    }
  }

  private static let convert = "make a PNG of it: convert FILE page.png."

  /// Whether a text begins as HTML or XML does, behind blanks and a byte order mark.
  private static func isMarkup(_ beginning: [UInt8]) -> Bool {
    var rest = beginning[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    rest = rest.drop { $0 <= 32 }
    guard rest.first == UInt8(ascii: "<"), let next = rest.dropFirst().first else { return false }
    return next == UInt8(ascii: "!") || next == UInt8(ascii: "?")
      || next | 0x20 == UInt8(ascii: "h")
  }
}
